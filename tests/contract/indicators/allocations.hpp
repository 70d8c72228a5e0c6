#pragma once

namespace tw::indicators {

/// Returns how often this executable has asked for memory, so that "allocates nothing" is testable.
long allocations();

}  // namespace tw::indicators
