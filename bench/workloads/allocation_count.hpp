#pragma once

#include <cstdint>

namespace tw::workloads {

/// Returns how often this thread has asked the heap for memory since it began.
///
/// Counts `operator new`, which this file's .cpp replaces in whatever links it.
std::uint64_t allocation_count();

}  // namespace tw::workloads
