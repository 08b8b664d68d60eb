"""The way from articles to readers. Here alone the rooms meet.

`fetching` brings pages from the web, `gathering` makes an edition of article files, `paper` prints it,
`post` mails it, `editing` does what a person asks of an edition folder, `rechecking` compares it with
its sources as they are now, `rows` tells other programs what was collected. Each function takes what the
command line says and hands values from room to room.
"""
