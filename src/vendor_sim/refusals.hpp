#pragma once

#include <optional>
#include <string_view>

#include "net/http_wire.hpp"
#include "vendor_sim/fault.hpp"

namespace tw::vendor_sim {

/// Returns how `vendor` refuses under `fault`, with its own status, envelope and key words;
/// nothing for a fault that is no refusal. Source: the vendors' pages on errors.
std::optional<net::HttpResponse> refusal_of(std::string_view vendor, Fault fault);

}  // namespace tw::vendor_sim
