#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/ids.hpp"

namespace tw::strategy {

/// A value that a decision was made on, by the name that its strategy gives it.
struct Seen {
  std::string_view name;  ///< A literal of the strategy's.
  double value = 0.0;
};

/// What strategies saw when they decided, kept by those who will have to explain it.
///
/// A run without one pays a look at a null pointer where a strategy is told of an event.
class Sightings {
 public:
  /// One value, of one instrument where its strategy looks at several.
  struct Sighting {
    Seen seen;
    std::optional<InstrumentId> of;
    std::uint64_t turn = 0;
  };

  /// Another strategy has its turn, or the same one another event.
  void begin() { turn_ += 1; }
  void add(const Seen& seen, std::optional<InstrumentId> of) {
    sightings_.push_back({.seen = seen, .of = of, .turn = turn_});
  }
  /// Whoever has its turn asked for something: what it saw belongs to that decision.
  void decide(CorrelationId decision) { decisions_.push_back({decision, turn_}); }

  /// Returns what was seen for a decision, in the order in which it was told.
  std::vector<Sighting> of(CorrelationId decision) const {
    std::vector<Sighting> found;
    for (const Decided& one : decisions_) {
      if (one.decision != decision) continue;
      for (const Sighting& sighting : sightings_) {
        if (sighting.turn == one.turn) found.push_back(sighting);
      }
    }
    return found;
  }
  void clear() {
    sightings_.clear();
    decisions_.clear();
  }

 private:
  struct Decided {
    CorrelationId decision{};
    std::uint64_t turn = 0;
  };
  std::uint64_t turn_ = 0;
  std::vector<Sighting> sightings_;
  std::vector<Decided> decisions_;
};

}  // namespace tw::strategy
