"""The rows of the table: each a function from a stage to figures, in the file of its theme."""
