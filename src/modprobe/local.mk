noinst_LIBRARIES += src/modprobe/libmodprobe.a
src_modprobe_libmodprobe_a_SOURCES = \
	src/modprobe/notes.c src/modprobe/notes.h \
	src/modprobe/helper.c src/modprobe/helper.h src/modprobe/words.c src/modprobe/idle.c \
	src/modprobe/module.h src/modprobe/module_look.c src/modprobe/module_kmod.c \
	src/modprobe/file.c src/modprobe/file.h src/modprobe/file_keep.c src/modprobe/file_keep.h \
	src/modprobe/sysconfig.c src/modprobe/sysconfig.h src/modprobe/sysconfig_scan.c \
	src/modprobe/service.c src/modprobe/service.h src/modprobe/service_save.c src/modprobe/started.c \
	src/modprobe/sysctl.c
