"""The way from articles to readers. Here alone the rooms meet.

`gathering` makes an edition of article files, `paper` prints it, `post` mails it, `editing` does what a person asks of
an edition folder, `rows` tells other programs what was collected. Each function takes what the
command line says and hands values from room to room.
"""
