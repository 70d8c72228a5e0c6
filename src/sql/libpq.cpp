#include "sql/libpq.hpp"

#include <dlfcn.h>

#include "core/assert.hpp"

namespace tw::sql {
namespace {

/// Fills `function` with the library's `name`. Returns whether there is one.
template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

/// Whether each function was found; the library stays loaded until the process ends.
bool load(Libpq& functions) {
  void* const library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return false;
  bool is_whole = true;
#define TW_LIBPQ_FIND(name) is_whole = find(library, "PQ" #name, functions.name) && is_whole;
  TW_LIBPQ(TW_LIBPQ_FIND)
#undef TW_LIBPQ_FIND
  return is_whole;
}

}  // namespace

const Libpq* find_libpq() {
  static const struct Loaded {
    Loaded() : is_whole{load(functions)} {}
    Libpq functions;
    bool is_whole;
  } loaded;
  return loaded.is_whole ? &loaded.functions : nullptr;
}

const Libpq& libpq() {
  const Libpq* const found = find_libpq();
  TW_ASSERT(found != nullptr);
  return *found;
}

}  // namespace tw::sql
