#include "providers/route.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace tw::providers {
namespace {

using vendor::Outcome;
using vendor::Refusal;

/// Vendors that are worse than this are asked after the others.
constexpr double kHealthy = 0.5;
/// How often we come back to those who told us to wait.
constexpr int kRoundsMax = 4;

Refusal refusal(Outcome outcome, std::string what) {
  return {.outcome = outcome, .what = std::move(what), .retry_after = {}, .is_malformed = false};
}

bool is_market_open(AssetClass asset_class, Timestamp at) {
  return calendar_of(asset_class).session_at(at).has_value();
}

}  // namespace

/// What two requests beside each other leave behind; whoever comes last finds it still there.
struct Route::Race {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::pair<const Member*, Tried>> finished;
  bool has_answer = false;
};

Route::Route(Router& router, Router::Question question)
    : router_{router},
      question_{std::move(question)},
      deadline_{router.surroundings_.now() +
                question_.choice.deadline.value_or(router.options_.deadline)} {}

Duration Route::time_left() const { return deadline_ - router_.surroundings_.now(); }

bool Route::suits(const Member& member) {
  const vendor::VendorFacts& facts = member.vendor->facts();
  const bool is_named = !question_.choice.provider.empty();
  std::optional<Refusal> why;
  if (!facts.operations.has(question_.operation)) {
    why = vendor::not_offered(facts, question_.operation);
  } else if (question_.bars && std::ranges::find(facts.timeframes, question_.bars->timeframe) ==
                                   facts.timeframes.end()) {
    why = vendor::no_such_interval(facts, question_.bars->timeframe);
  } else if (!member.unusable.empty()) {
    why = refusal(Outcome::Auth, member.unusable);
  } else if (question_.bars) {
    why = vendor::out_of_reach(facts, *question_.bars, router_.surroundings_.now());
  }
  if (!why) return true;
  // A vendor that has no such thing is no news, unless it was asked for by name.
  if (is_named || question_.bars || why->outcome == Outcome::Auth) {
    if (facts.operations.has(question_.operation) || is_named) {
      said_.push_back({.vendor = facts.name, .refusal = std::move(*why), .requests = 0});
    }
  }
  return false;
}

void Route::choose_candidates() {
  const auto add = [&](const Member& member) {
    if (suits(member)) candidates_.push_back({.member = &member, .ready_at = {}, .said_at = {}});
  };
  const std::vector<Member>& members = router_.members_;
  const auto* const order =
      router_.options_.preference.find(question_.operation, question_.asset_class);
  if (!question_.choice.provider.empty() || order == nullptr) {
    for (const Member& member : members) {
      if (question_.choice.provider.empty() || member.name() == question_.choice.provider)
        add(member);
    }
  } else {
    for (const std::string& name : *order) {
      const auto found = std::ranges::find(members, name, &Member::name);
      if (found != members.end()) add(*found);
    }
  }
  // A vendor that is to be probed keeps its place: it would never be asked at the end.
  const Timestamp now = router_.surroundings_.now();
  std::ranges::stable_partition(candidates_, [&](const Candidate& candidate) {
    const VendorRecord record = router_.record_of(*candidate.member);
    return record.breaker.state(now) == Breaker::State::HalfOpen ||
           record.health.score(now) >= kHealthy;
  });
  if (!question_.bars) return;
  // Who keeps all that is asked for comes before who keeps the end of it.
  std::ranges::stable_partition(candidates_, [&](const Candidate& candidate) {
    return !vendor::short_of(candidate.member->vendor->facts(), question_.bars->timeframe,
                             question_.bars->from, now);
  });
}

Route::Tried Route::try_once(const Member& member) const {
  Surroundings& surroundings = router_.surroundings_;
  Tried tried;
  const Duration patience = std::min(router_.options_.patience, time_left());
  if (patience.ns <= 0 || router_.ending_.stop_requested()) {
    tried.refusal = refusal(Outcome::Transient, "no time was left to ask");
    return tried;
  }
  const Asking asking{.operation = question_.operation,
                      .symbol = question_.symbol,
                      .cost = question_.cost ? question_.cost(member.vendor->facts()) : 1,
                      .patience = patience};
  std::optional<Skipped> skipped;
  router_.records_.update(member.record, [&](VendorRecord& record) {
    record.budget.set_limits(member.limits);
    skipped = admit(record, asking, surroundings.now());
  });
  if (skipped) {
    tried.refusal = std::move(skipped->refusal);
    tried.ready_at = skipped->ready_at;
    return tried;
  }
  tried.was_sent = true;
  const Timestamp asked_at = surroundings.now();
  auto answer = question_.ask(*member.vendor, patience);
  const Timestamp received_at = surroundings.now();
  tried.was_slow = (received_at - asked_at).ns * 2 > patience.ns;
  Settlement went{
      .refusal = {}, .latency = received_at - asked_at, .news = member.vendor->budget_news()};
  std::optional<bool> is_stale;
  if (!answer) {
    went.refusal = answer.error();
    tried.refusal = std::move(answer.error());
    if (tried.refusal.outcome == Outcome::Throttle) {
      tried.ready_at = received_at + tried.refusal.retry_after.value_or(kThrottlePause);
    }
  } else {
    Router::Question::Dated dated;
    if (question_.dated) dated = question_.dated(answer->get());
    std::optional<Duration> age;
    if (dated.event_at) age = std::max(Duration{}, received_at - *dated.event_at);
    if (age && question_.operation == vendor::Operation::Quote) {
      is_stale = is_market_open(question_.asset_class, received_at) &&
                 age->ns > dated.delay.ns + router_.options_.stale_after.ns;
    }
    tried.answer = Sourced<Erased>{.value = std::move(*answer),
                                   .source = member.name(),
                                   .received_at = received_at,
                                   .latency = went.latency,
                                   .age = age,
                                   .said = {}};
  }
  router_.records_.update(member.record, [&](VendorRecord& record) {
    settle(record, asking, went, received_at);
    if (is_stale) record.health.quoted(*is_stale);
  });
  return tried;
}

void Route::note(Candidate& candidate, const Tried& tried) {
  if (!candidate.said_at) {
    candidate.said_at = said_.size();
    said_.push_back({.vendor = candidate.member->name(), .refusal = {}, .requests = 0});
  }
  Said& said = said_[*candidate.said_at];
  // What a vendor said itself says more than that it was not asked a second time.
  if (tried.was_sent || said.requests == 0) said.refusal = tried.refusal;
  said.requests += tried.was_sent ? 1 : 0;
  candidate.ready_at = tried.ready_at;
  candidate.is_done = !tried.ready_at;
}

bool Route::is_settled(const Tried& tried) {
  if (tried.answer) answer_ = tried.answer;
  return tried.answer || tried.refusal.outcome == Outcome::NoData;
}

bool Route::pause_before(int attempt) {
  Duration pause = router_.options_.first_pause;
  for (int i = 1; i < attempt; ++i) pause = {pause.ns * 2};
  const double jitter = 0.5 + router_.surroundings_.chance();
  pause = {static_cast<std::int64_t>(static_cast<double>(pause.ns) * jitter)};
  if (pause >= time_left()) return false;
  router_.surroundings_.sleep(pause, router_.ending_.get_token());
  return !router_.ending_.stop_requested();
}

bool Route::ask(Candidate& candidate) {
  for (int attempt = 1; attempt <= router_.options_.attempts; ++attempt) {
    const Tried tried = try_once(*candidate.member);
    if (!tried.answer) note(candidate, tried);
    if (is_settled(tried)) return true;
    // Who needs all the time there is gets no more of it while others could answer.
    const bool may_pass = tried.was_sent && tried.refusal.outcome == Outcome::Transient &&
                          (!tried.was_slow || &candidate == &candidates_.back());
    if (!may_pass || attempt == router_.options_.attempts || !pause_before(attempt)) return false;
  }
  return false;
}

void Route::start(const Candidate& candidate, const std::shared_ptr<Race>& race) const {
  // A copy, since the route may be over before the slower of the two is.
  router_.run_beside([route = *this, member = candidate.member, race] {
    Tried tried = route.try_once(*member);
    const std::scoped_lock lock{race->mutex};
    race->has_answer = race->has_answer || tried.answer.has_value();
    race->finished.emplace_back(member, std::move(tried));
    race->changed.notify_all();
  });
}

bool Route::race() {
  const auto& hedge_after = router_.options_.hedge_after;
  if (!hedge_after || question_.operation != vendor::Operation::Quote || candidates_.size() < 2) {
    return false;
  }
  const auto race = std::make_shared<Race>();
  start(candidates_[0], race);
  std::unique_lock lock{race->mutex};
  race->changed.wait_for(lock, std::chrono::nanoseconds{hedge_after->ns},
                         [&] { return !race->finished.empty(); });
  std::size_t started = 1;
  if (race->finished.empty()) {
    lock.unlock();
    start(candidates_[started++], race);
    lock.lock();
    race->changed.wait(lock, [&] { return race->has_answer || race->finished.size() == started; });
  }
  for (const auto& [member, tried] : race->finished) {
    Candidate& candidate = candidates_[member == candidates_[0].member ? 0 : 1];
    if (!tried.answer) note(candidate, tried);
    if (!answer_ && is_settled(tried)) candidate.is_done = true;
  }
  const bool is_empty = std::ranges::any_of(
      said_, [](const Said& one) { return one.refusal.outcome == Outcome::NoData; });
  return answer_ || is_empty;
}

std::expected<Sourced<Router::Erased>, Unanswered> Route::run() {
  choose_candidates();
  bool is_over = race();
  for (int round = 0; round < kRoundsMax && !is_over; ++round) {
    std::optional<Timestamp> soonest;
    for (Candidate& candidate : candidates_) {
      if (candidate.is_done) continue;
      if (ask(candidate)) {
        is_over = true;
        break;
      }
      if (candidate.ready_at)
        soonest = std::min(soonest.value_or(*candidate.ready_at), *candidate.ready_at);
    }
    if (is_over || !soonest || *soonest >= deadline_) break;
    const Duration wait = *soonest - router_.surroundings_.now();
    if (wait.ns > 0) router_.surroundings_.sleep(wait, router_.ending_.get_token());
  }
  if (!answer_) return std::unexpected{Unanswered{std::move(said_)}};
  answer_->said = std::move(said_);
  return std::move(*answer_);
}

}  // namespace tw::providers
