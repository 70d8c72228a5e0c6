#include "backtest/lookahead_proof.hpp"

#include <algorithm>
#include <limits>

#include "backtest/feed_cut.hpp"

namespace tw::backtest {
namespace {

// A power of two: indicators in floating point keep every digit.
constexpr std::int64_t kScaleFactor = 8;
constexpr std::uint64_t kBytesPerBar = 9 * sizeof(std::int64_t);

std::vector<Timestamp> moments_of(const std::vector<Feed>& feeds) {
  std::vector<Timestamp> moments;
  Timestamp begun{std::numeric_limits<std::int64_t>::min()};
  for (const Feed& feed : feeds) {
    begun = std::max(begun, feed.bars.end_at(feed.range.first));
    for (std::size_t i = feed.range.first; i < feed.range.last; ++i) {
      moments.push_back(feed.bars.end_at(i));
    }
  }
  std::ranges::sort(moments);
  moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
  moments.erase(moments.begin(), std::ranges::lower_bound(moments, begun));
  return moments;
}

std::uint64_t rows_of(const std::vector<Feed>& feeds) {
  std::uint64_t rows = 0;
  for (const Feed& feed : feeds) rows += feed.bars.size();
  return rows;
}

/// Returns the first command until `cut` at which the two runs part.
std::optional<LookaheadFault> first_difference(const std::vector<Asked>& whole,
                                               const std::vector<Asked>& changed, Timestamp cut,
                                               Likeness likeness) {
  for (std::size_t i = 0;; ++i) {
    const bool in_whole = i < whole.size() && whole[i].at <= cut;
    const bool in_changed = i < changed.size() && changed[i].at <= cut;
    if (!in_whole && !in_changed) return std::nullopt;
    if (in_whole && in_changed && is_like(whole[i], changed[i], likeness)) continue;
    LookaheadFault fault{.cut = cut, .command = i, .with_future = {}, .without = {}};
    if (in_whole) fault.with_future = whole[i];
    if (in_changed) fault.without = changed[i];
    return fault;
  }
}

void keep_earliest(ProbeResult& result, const std::optional<LookaheadFault>& fault) {
  if (!fault) return;
  result.differing += 1;
  const bool is_earlier = !result.first || fault->at() < result.first->at();
  if (is_earlier) result.first = fault;
}

ProbeResult rescaled(const std::vector<Feed>& feeds, const Rerun& rerun,
                     const std::vector<Asked>& whole) {
  ProbeResult result{.probe = Probe::Rescaled, .tried = 0, .differing = 0, .first = {}};
  const auto changed = at_scale(feeds, kScaleFactor);
  if (!changed) return result;
  result.tried = 1;
  keep_earliest(result,
                first_difference(whole, rerun(changed->feeds, kScaleFactor),
                                 {std::numeric_limits<std::int64_t>::max()}, Likeness::Decision));
  return result;
}

}  // namespace

ProofPlan plan_proof(const std::vector<Feed>& feeds, std::size_t every, std::uint64_t seed) {
  const std::vector<Timestamp> all = moments_of(feeds);
  const std::uint64_t bars = bars_of(feeds);
  const std::uint64_t bars_per_moment = bars + bars / 2 + 1;  // All of it once, and half of it.
  ProofPlan plan{
      .moments = {}, .possible = all.size(), .every = every, .bars = 0, .bytes = 0, .seed = seed};
  if (every == 0) {
    const std::uint64_t moments_max = std::max<std::uint64_t>(1, kProofBarsMax / bars_per_moment);
    plan.every = (all.size() + moments_max - 1) / moments_max;
    plan.every = std::max<std::size_t>(plan.every, 1);
  }
  for (std::size_t i = (plan.every - 1) / 2; i < all.size(); i += plan.every) {
    plan.moments.push_back(all[i]);
  }
  plan.bars = bars_per_moment * plan.moments.size();
  plan.bytes = rows_of(feeds) * kBytesPerBar;
  return plan;
}

LookaheadProof prove_lookahead(const std::vector<Feed>& feeds, const ProofPlan& plan,
                               const Rerun& rerun, const ForEach& for_each) {
  const std::vector<Asked> whole = rerun(feeds, 1);
  const std::size_t count = plan.moments.size();
  std::vector<std::optional<LookaheadFault>> truncated(count);
  std::vector<std::optional<LookaheadFault>> noisy(count);
  for_each(count, [&](std::size_t i) {
    const Timestamp cut = plan.moments[i];
    if (const auto past = without_future(feeds, cut)) {
      truncated[i] = first_difference(whole, rerun(*past, 1), cut, Likeness::Exact);
    }
    const ChangedFeeds noise = with_noise_after(feeds, cut, plan.seed + i);
    noisy[i] = first_difference(whole, rerun(noise.feeds, 1), cut, Likeness::Exact);
  });

  LookaheadProof proof{.plan = plan, .commands = whole.size(), .probes = {}};
  proof.probes.push_back({.probe = Probe::Truncated, .tried = count, .differing = 0, .first = {}});
  proof.probes.push_back({.probe = Probe::Noise, .tried = count, .differing = 0, .first = {}});
  for (std::size_t i = 0; i < count; ++i) {
    keep_earliest(proof.probes[0], truncated[i]);
    keep_earliest(proof.probes[1], noisy[i]);
  }
  proof.probes.push_back(rescaled(feeds, rerun, whole));
  return proof;
}

Rerun rerun_of(const BacktestSpec& spec) {
  return [&spec](const std::vector<Feed>& feeds, std::int64_t cash_factor) {
    BacktestSpec plain_end = spec;
    // A cut is no end that anyone winds down for.
    plain_end.rules.end_rule = sim::EndRule::MarkOpen;
    plain_end.cash = scaled(spec.cash, cash_factor, 1, Rounding::HalfEven);
    return commands_of(plain_end, feeds);
  };
}

}  // namespace tw::backtest
