"""What articles and sites print: names, days, places, credits, headings, told by their words."""
