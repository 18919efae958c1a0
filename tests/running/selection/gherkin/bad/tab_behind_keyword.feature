Feature: tabs
	Scenario:	one
		Given	a tab
		When Ana posts
