#include "lab/lookahead.hpp"

#include <algorithm>
#include <span>
#include <string_view>

#include "core/digest.hpp"
#include "core/splitmix.hpp"
#include "lab/kept_spread.hpp"

namespace tw::lab {
namespace {

using backtest::CutFindings;

/// Returns the moments shuffled: a late cut costs more than an early one, and the time left should
/// be told fairly from the start.
std::vector<std::size_t> shuffled(std::size_t count) {
  std::vector<std::size_t> order(count);
  for (std::size_t i = 0; i < count; ++i) order[i] = i;
  std::ranges::sort(order, {}, [](std::size_t i) { return SplitMix::mix(i + 1); });
  return order;
}

std::string key_of(const LookaheadTerms& terms) {
  Digest key;
  key.update(std::string_view{"lookahead"});
  key.update(std::string_view{terms.data_key});
  key.update(static_cast<std::int64_t>(terms.plan.seed));
  for (const Timestamp moment : terms.plan.moments) key.update(moment.unix_ns);
  return key.hex();
}

}  // namespace

std::optional<backtest::LookaheadProof> prove_lookahead(const std::vector<backtest::Feed>& feeds,
                                                        const LookaheadTerms& terms,
                                                        const backtest::Rerun& rerun,
                                                        const std::stop_token& stop,
                                                        const OnMoments& on_progress) {
  const backtest::LookaheadTrial trial{feeds, terms.plan, rerun};
  const std::size_t moments = terms.plan.moments.size();
  const std::vector<std::size_t> order = shuffled(moments);
  std::vector<CutFindings> found(moments);
  const bool is_complete = spread_kept<PlainForm<CutFindings>>(
      {.items = moments, .chunk = 1, .threads = terms.threads},
      {.checkpoint = terms.checkpoint, .key = key_of(terms)}, stop,
      [&](const Chunk& chunk, unsigned) { return trial.at(order[chunk.first]); },
      [&](const Chunk& chunk, const CutFindings& at, bool was_kept) {
        found[order[chunk.first]] = at;
        if (on_progress && !was_kept) on_progress(chunk.last);
      });
  if (!is_complete) return std::nullopt;
  return trial.conclude(found);
}

}  // namespace tw::lab
