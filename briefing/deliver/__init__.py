"""The deliver room: a finished PDF goes to the right people, once.

What is asked for: `order` (read and checked), `configuration`, `recipients`, `addresses`.
What goes out: `facts` (read from the PDF), `bodies`, `message`, `sealing`, `copies` with `glyphs`,
`correction`.
Who may have it: `labels`, `clearance`.
How it gets there: `mailing` (the order of the steps), `sending` (a run), `smtp` (one conversation; it
alone opens sockets), `outbox` and `journal` (what became of each message, on disk beforehand).
When: `schedule`.
"""
