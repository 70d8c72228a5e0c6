#pragma once

#include <cstdint>

namespace tw::heap {

/// Returns how often this thread has asked the heap for memory since it began.
///
/// Counts `operator new`, which heap.cpp replaces in whatever links it: it counts, and takes what
/// is large on huge pages.
std::uint64_t allocation_count();

}  // namespace tw::heap
