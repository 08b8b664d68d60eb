"""The way from articles to readers: `paper` makes the briefing, `post` mails it.

Here alone the rooms meet: each function takes what the command line says and hands values from room
to room.
"""
