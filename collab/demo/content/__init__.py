"""What the example alliance consists of: invented people and bodies, and what they say.  Data, no code."""
