#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "providers/settings.hpp"

namespace tw::providers {

/// Returns what is known of each vendor that there is, in the order in which they are asked unless
/// the settings say otherwise.
const std::vector<const vendor::VendorFacts*>& all_facts();

/// Returns the vendors that `settings` leave on, each with its key from the environment.
///
/// A vendor without its key is among them, and says which variable is not set. A new key is a new
/// record: what was held against the old one is not held against it.
/// Errors: one line; a key is set twice or its file cannot be read.
std::expected<std::vector<Member>, std::string> members(const Settings& settings,
                                                        const Environment& environment,
                                                        vendor::Transport& transport);

}  // namespace tw::providers
