"""The deliver room: a finished PDF goes to the right people, once.

`order.prepare` reads and checks what a command asks for, `clearance.check_clearance` guards who may
have it, `mailing.dispatch` sends and `mailing.write_drafts` writes files instead. `smtp.py` alone
opens sockets; `outbox.py` alone knows what was sent.
"""
