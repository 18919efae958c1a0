"""Recovery while every core burns, again and again: no flake, and how long returns took."""
