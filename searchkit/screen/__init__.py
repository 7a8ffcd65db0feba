"""What people type and see: commands, their options, the prompt, and how answers are printed."""
