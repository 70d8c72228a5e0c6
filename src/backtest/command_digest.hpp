#pragma once

#include <string>

#include "core/digest.hpp"
#include "events/command.hpp"
#include "events/event.hpp"

namespace tw::backtest {

/// The `commands_hash` of a run: every command in order, with the time of its decision, in one
/// fixed byte layout. Two runs with the same hash asked for the same things at the same moments.
class CommandDigest {
 public:
  void add(const Stamp& stamp, const Command& command);
  std::string hex() const { return digest_.hex(); }
  std::uint64_t count() const { return count_; }

 private:
  Digest digest_;
  std::uint64_t count_ = 0;
};

}  // namespace tw::backtest
