"""The digest: a letter, on days that each person chose, of what waits for them and what is new."""
