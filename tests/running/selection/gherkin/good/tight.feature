Feature:no spaces
Scenario:none
Given Ana is there
When Ana posts "hello"
