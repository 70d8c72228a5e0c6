#pragma once

#include <optional>
#include <string>
#include <vector>

#include "providers/asset_class.hpp"
#include "providers/router.hpp"
#include "relay/relay.hpp"

namespace tw::providers {

/// A quote, and how long ago somebody of this installation was given it; nothing where the vendor
/// was asked now.
struct KeptQuote {
  Routed<vendor::SymbolQuote> answer;
  std::optional<Duration> kept_for = {};
};

/// Returns for how long a quote that came at `now` may stand in for a fresh one.
///
/// With its market open two seconds, or a twentieth of what its vendor says that it is late, at
/// most a minute; in the hours before and after 15 seconds; closed, five minutes, but not past the
/// next open.
Duration quote_ttl(AssetClass asset_class, Duration delay, Timestamp now);

/// Quotes that somebody of this installation has just been given, for those who ask next.
///
/// Behind a relay: with Redis for all processes, without it for one. Whatever is wrong with the
/// relay, or with what is found there, is a quote that is not kept.
/// Thread: any.
class QuoteCache {
 public:
  /// Owns: nothing; both must outlive it.
  QuoteCache(relay::Relay& relay, Surroundings& surroundings)
      : relay_{relay}, surroundings_{surroundings} {}

  /// Returns what is kept of `symbol` by `provider` (empty: by whoever was asked first): its age is
  /// that of now, its latency that of the look-up.
  std::optional<KeptQuote> find(const std::string& symbol, const std::string& provider);
  /// Keeps an answer; `provider` is whom it was asked of, empty for whoever answered.
  void keep(const std::string& symbol, const std::string& provider,
            const Sourced<vendor::SymbolQuote>& answer);

 private:
  relay::Relay& relay_;
  Surroundings& surroundings_;
};

/// Returns an answer for each symbol, in their order: what is kept, else what `router` says, which
/// is kept then.
std::vector<KeptQuote> quotes_by(QuoteCache& cache, Router& router,
                                 const std::vector<std::string>& symbols, const Choice& choice);

}  // namespace tw::providers
