#pragma once

namespace tw::inline core {

/// Says where a bug of ours was noticed and stops the process: start-up is recovery.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

/// Stops the process because a sum left the range of its type. Never wraps, never saturates.
[[noreturn]] void arithmetic_overflowed(const char* what);

}  // namespace tw::inline core

/// Holds in release builds too: a wrong account must not go on trading.
#define TW_ASSERT(condition)          \
  ((condition) ? static_cast<void>(0) \
               : ::tw::core::assertion_failed(#condition, __FILE__, __LINE__))
