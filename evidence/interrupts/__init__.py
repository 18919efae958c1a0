"""Runs interrupted at random moments: is nothing left, is everything readable, is the code right?"""
