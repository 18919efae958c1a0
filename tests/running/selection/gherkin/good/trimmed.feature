Feature: 	tabs
	Scenario:	one 	
		Given 	a tab
		Given a table
			|	a	|	b c 	|
