# Declares MODULE with the dependency DEP. Script mode has no targets, so a dependency that is not
# refused ends in another error than the one that the test expects.
cmake_minimum_required(VERSION 3.25)
include(cmake/layers.cmake)
tw_library(${MODULE} SOURCES example.cpp DEPS ${DEP})
