#pragma once

#include "net/server.hpp"
#include "vendor_sim/fault.hpp"

namespace tw::vendor_sim {

// How long a slow body takes: so many pieces, so far apart.
inline constexpr std::size_t kSlowPieces = 20;
inline constexpr Duration kSlowPause{100'000'000};

/// Makes of a sound reply what `fault` makes of it. Faults that are refusals, or about what is
/// answered rather than how, leave it alone.
void distort(net::Reply& reply, Fault fault);

}  // namespace tw::vendor_sim
