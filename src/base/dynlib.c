/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Libraries loaded on demand. */
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include "base/dynlib.h"

int sw_dynlib_load(const char *soname, const char *const *names, void **field, struct sw_err *err)
{
	void *lib = dlopen(soname, RTLD_NOW);

	if (!lib)
		return sw_err_set(err, SW_EOTHER, ENOENT, "cannot load %s: %s", soname, dlerror());
	for (; *names; names++, field++) {
		*field = dlsym(lib, *names);
		if (!*field)
			return sw_err_set(err, SW_EOTHER, ENOSYS, "%s has no %s", soname, *names);
	}
	return 0;
}
