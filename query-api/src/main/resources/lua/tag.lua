-- No sections: the tag of this moment, and whether the asker has it.
return answer
