noinst_LIBRARIES += src/base/libbase.a
src_base_libbase_a_SOURCES = \
	src/base/cleanup.h src/base/net.h src/base/attr.h src/base/line.h \
	src/base/err.c src/base/err.h \
	src/base/str.c src/base/str.h src/base/stream.c src/base/words.c \
	src/base/log.c src/base/log.h \
	src/base/dynlib.c src/base/dynlib.h
