#include "providers/budget.hpp"

#include <algorithm>

namespace tw::providers {
namespace {

/// How long a vendor's word holds that names no time, where it has no limit of its own either.
constexpr Duration kWordHolds = Duration::minutes(1);

}  // namespace

std::int64_t Bucket::counted(std::int64_t now) const {
  std::int64_t sum = 0;
  for (std::int64_t age = 0; age <= kSlots; ++age) {
    if (newest_ - age + kSlots >= now) sum += spent_[static_cast<std::size_t>(age)];
  }
  return sum;
}

std::int64_t Bucket::left(Timestamp now) const {
  return std::max<std::int64_t>(0, limit_.count - counted(std::max(slot_of(now), newest_)));
}

std::optional<Duration> Bucket::wait(std::int64_t cost, Timestamp now) const {
  if (cost > limit_.count) return std::nullopt;
  const std::int64_t slot = std::max(slot_of(now), newest_);
  for (std::int64_t later = 0; later <= kSlots + 1; ++later) {
    if (limit_.count - counted(slot + later) < cost) continue;
    if (later == 0) return Duration{};
    return Timestamp{(slot + later) * slot_ns()} - now;
  }
  return std::nullopt;
}

void Bucket::take(std::int64_t cost, Timestamp now) {
  const std::int64_t slot = std::max(slot_of(now), newest_);  // A clock set back gives no tokens.
  const std::int64_t by = std::min(slot - newest_, kSlots + 1);
  std::shift_right(spent_.begin(), spent_.end(), by);
  std::fill_n(spent_.begin(), by, 0);
  newest_ = slot;
  spent_.front() += cost;
}

void Budget::set_limits(const std::vector<vendor::RateLimit>& limits) {
  std::vector<Bucket> fresh;
  fresh.reserve(limits.size());
  for (const vendor::RateLimit& limit : limits) {
    Bucket& bucket = fresh.emplace_back(limit);
    const auto old = std::ranges::find(buckets, limit.window,
                                       [](const Bucket& held) { return held.limit().window; });
    if (old != buckets.end()) bucket.adopt(*old);
  }
  buckets = std::move(fresh);
}

std::optional<Duration> Budget::wait(std::int64_t cost, Timestamp now) const {
  Duration longest{};
  for (const Bucket& bucket : buckets) {
    const auto wait = bucket.wait(cost, now);
    if (!wait) return std::nullopt;
    longest = std::max(longest, *wait);
  }
  if (told && told->until > now && told->left < cost)
    longest = std::max(longest, told->until - now);
  return longest;
}

void Budget::take(std::int64_t cost, Timestamp now) {
  for (Bucket& bucket : buckets) bucket.take(cost, now);
  if (told) told->left = std::max<std::int64_t>(0, told->left - cost);
}

void Budget::hear(const vendor::BudgetNews& news, Timestamp now) {
  if (!news.left) return;
  std::optional<Duration> shortest;
  for (const Bucket& bucket : buckets) {
    const Duration window = bucket.limit().window;
    shortest = std::min(shortest.value_or(window), window);
  }
  told = Told{.left = std::max<std::int64_t>(0, *news.left),
              .until = now + news.resets_in.value_or(shortest.value_or(kWordHolds))};
}

std::optional<std::int64_t> Budget::left(Timestamp now) const {
  std::optional<std::int64_t> fewest;
  for (const Bucket& bucket : buckets) {
    fewest = std::min(fewest.value_or(bucket.left(now)), bucket.left(now));
  }
  if (told && told->until > now) fewest = std::min(fewest.value_or(told->left), told->left);
  return fewest;
}

}  // namespace tw::providers
