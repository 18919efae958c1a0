# Feature: a
