#include "backtest/lookahead_proof.hpp"

#include <algorithm>
#include <limits>

#include "backtest/feed_cut.hpp"
#include "core/assert.hpp"

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

std::optional<Timestamp> moment_of(const std::optional<LookaheadFault>& fault) {
  return fault ? std::optional{fault->at()} : std::nullopt;
}

ProbeResult rescaled(const std::vector<Feed>& feeds, const Rerun& rerun) {
  ProbeResult result{.probe = Probe::Rescaled, .tried = 0, .differing = 0, .first = {}};
  const auto changed = at_scale(feeds, kScaleFactor);
  if (!changed) return result;
  result.tried = 1;
  result.first = first_difference(rerun(feeds, 1, Terms::Free),
                                  rerun(changed->feeds, kScaleFactor, Terms::Free),
                                  {std::numeric_limits<std::int64_t>::max()}, Likeness::Decision);
  result.differing = result.first ? 1 : 0;
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

LookaheadTrial::LookaheadTrial(const std::vector<Feed>& feeds, const ProofPlan& plan,
                               const Rerun& rerun)
    : feeds_{&feeds}, plan_{&plan}, rerun_{&rerun}, whole_{rerun(feeds, 1, Terms::AsTheyAre)} {}

CutFindings LookaheadTrial::at(std::size_t i) const {
  return {.without_future = moment_of(fault_at(Probe::Truncated, i)),
          .with_noise = moment_of(fault_at(Probe::Noise, i))};
}

LookaheadProof LookaheadTrial::conclude(std::span<const CutFindings> found) const {
  TW_ASSERT(found.size() == plan_->moments.size());
  return {.plan = *plan_,
          .commands = whole_.size(),
          .probes = {concluded(Probe::Truncated, found), concluded(Probe::Noise, found),
                     rescaled(*feeds_, *rerun_)}};
}

std::optional<LookaheadFault> LookaheadTrial::fault_at(Probe probe, std::size_t i) const {
  const Timestamp cut = plan_->moments[i];
  if (probe == Probe::Noise) {
    const ChangedFeeds noise = with_noise_after(*feeds_, cut, plan_->seed + i);
    return first_difference(whole_, (*rerun_)(noise.feeds, 1, Terms::AsTheyAre), cut,
                            Likeness::Exact);
  }
  const auto past = without_future(*feeds_, cut);
  if (!past) return std::nullopt;
  return first_difference(whole_, (*rerun_)(*past, 1, Terms::AsTheyAre), cut, Likeness::Exact);
}

ProbeResult LookaheadTrial::concluded(Probe probe, std::span<const CutFindings> found) const {
  ProbeResult result{.probe = probe, .tried = found.size(), .differing = 0, .first = {}};
  std::optional<std::size_t> earliest;
  const auto when = [&](std::size_t i) {
    return probe == Probe::Truncated ? found[i].without_future : found[i].with_noise;
  };
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!when(i)) continue;
    result.differing += 1;
    if (!earliest || *when(i) < *when(*earliest)) earliest = i;
  }
  if (earliest) result.first = fault_at(probe, *earliest);
  return result;
}

Rerun rerun_of(const BacktestSpec& spec) {
  return [&spec](const std::vector<Feed>& feeds, std::int64_t cash_factor, Terms terms) {
    BacktestSpec plain_end = spec;
    // A cut is no end that anyone winds down for.
    plain_end.rules.end_rule = sim::EndRule::MarkOpen;
    if (terms == Terms::Free) {
      plain_end.rules.commission = {};
      plain_end.rules.regulatory_fees = sim::RegulatoryFees::None;
      plain_end.rules.slippage = {};
      plain_end.rules.account = {};
    }
    plain_end.cash = scaled(spec.cash, cash_factor, 1, Rounding::HalfEven);
    return commands_of(plain_end, feeds);
  };
}

}  // namespace tw::backtest
