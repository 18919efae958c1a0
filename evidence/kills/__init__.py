"""The reference backend killed again and again while people write: is everything kept that it acknowledged?"""
