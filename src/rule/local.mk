noinst_LIBRARIES += src/rule/librule.a
src_rule_librule_a_SOURCES = \
	src/rule/rule.c src/rule/rule.h \
	src/rule/ruleset.c src/rule/ruleset.h src/rule/sorted.c \
	src/rule/builtin.c \
	src/rule/cmd.c src/rule/cmd.h \
	src/rule/apply.c src/rule/apply.h \
	src/rule/apply_rule.c src/rule/apply_chain.c src/rule/apply_line.c \
	src/rule/refuse.c
