#pragma once

#include <algorithm>
#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "providers/router.hpp"

namespace tw::providers {

/// A world in which waiting costs nothing and every draw is the same.
class ScriptedWorld final : public Surroundings {
 public:
  static constexpr Timestamp kStart = Timestamp::from_seconds(1'767'623'400);  // Mon 14:30 UTC.

  Timestamp now() override { return {now_ns_.load()}; }
  void sleep(Duration span, const std::stop_token& /*stop*/) override {
    slept_.push_back(span);
    pass(span);
  }
  double chance() override { return 0.5; }

  void pass(Duration span) { now_ns_ += span.ns; }
  const std::vector<Duration>& slept() const { return slept_; }

 private:
  std::atomic<std::int64_t> now_ns_{kStart.unix_ns};
  std::vector<Duration> slept_;
};

inline vendor::Refusal refused(vendor::Outcome outcome, std::optional<Duration> retry_after = {}) {
  return {.outcome = outcome,
          .what = "it said " + std::string{to_string(outcome)},
          .retry_after = retry_after,
          .is_malformed = false};
}

/// A vendor that answers as it was told to, and every operation alike.
class ScriptedVendor final : public vendor::Vendor {
 public:
  struct Reply {
    std::optional<vendor::Refusal> refusal;
    Duration took = Duration{100'000'000};
    bool is_until_patience_ends = false;
  };

  ScriptedVendor(std::string name, ScriptedWorld& world) : world_{world} {
    using enum vendor::Operation;
    facts_.name = std::move(name);
    facts_.operations =
        vendor::Operations{Quote, Quotes, History, Actions, Search, OptionChain, Fundamentals};
    facts_.timeframes = {{Timeframe::Unit::Minute, 1}, kDaily};
    facts_.quotes_max = 10;
  }

  vendor::VendorFacts& change_facts() { return facts_; }
  void always(Reply reply) { always_ = std::move(reply); }
  void next(Reply reply) { script_.push_back(std::move(reply)); }
  /// Called in each request, on the thread that asks.
  void on_request(std::function<void()> hook) { hook_ = std::move(hook); }
  void set_price(std::string_view symbol, std::int64_t whole) {
    prices_[std::string{symbol}] = Price::whole(whole);
  }
  void set_event_at(Timestamp at) { event_at_ = at; }
  void set_news(vendor::BudgetNews news) { news_ = news; }
  int requests() const { return requests_; }
  const std::vector<std::string>& asked() const { return asked_; }
  /// Returns from when on bars were asked for last.
  Timestamp asked_from() const { return asked_from_; }

  const vendor::VendorFacts& facts() const override { return facts_; }
  vendor::BudgetNews budget_news() const override { return news_; }

  vendor::Answer<vendor::SymbolQuote> quote(const std::string& symbol, Duration patience) override {
    if (auto refusal = reply(symbol, patience)) return std::unexpected{std::move(*refusal)};
    return quote_of(symbol);
  }
  vendor::Answer<std::vector<vendor::SymbolQuote>> quotes(const std::vector<std::string>& symbols,
                                                          Duration patience) override {
    std::string all;
    for (const std::string& symbol : symbols) all += (all.empty() ? "" : ",") + symbol;
    if (auto refusal = reply(all, patience)) return std::unexpected{std::move(*refusal)};
    std::vector<vendor::SymbolQuote> known;
    for (const std::string& symbol : symbols) {
      if (prices_.contains(symbol)) known.push_back(quote_of(symbol));
    }
    return known;
  }
  vendor::Answer<vendor::History> history(const vendor::HistoryRequest& request,
                                          Duration patience) override {
    asked_from_ = request.from;
    return answer<vendor::History>(request.symbol, patience);
  }
  vendor::Answer<std::vector<CorporateAction>> actions(const vendor::ActionsRequest& request,
                                                       Duration patience) override {
    return answer<std::vector<CorporateAction>>(request.symbol, patience);
  }
  vendor::Answer<std::vector<vendor::SymbolMatch>> search(const std::string& text,
                                                          Duration patience) override {
    return answer<std::vector<vendor::SymbolMatch>>(text, patience);
  }
  vendor::Answer<vendor::OptionChain> option_chain(const vendor::OptionChainRequest& request,
                                                   Duration patience) override {
    return answer<vendor::OptionChain>(request.underlying, patience);
  }
  vendor::Answer<vendor::Fundamentals> fundamentals(const std::string& symbol,
                                                    Duration patience) override {
    return answer<vendor::Fundamentals>(symbol, patience);
  }

 private:
  template <class T>
  vendor::Answer<T> answer(const std::string& about, Duration patience) {
    if (auto refusal = reply(about, patience)) return std::unexpected{std::move(*refusal)};
    return T{};
  }

  std::optional<vendor::Refusal> reply(const std::string& about, Duration patience) {
    if (hook_) hook_();
    const std::scoped_lock lock{mutex_};
    requests_ += 1;
    asked_.push_back(about);
    Reply reply = always_;
    if (!script_.empty()) {
      reply = script_.front();
      script_.pop_front();
    }
    world_.pass(reply.is_until_patience_ends ? patience : reply.took);
    return reply.refusal;
  }

  vendor::SymbolQuote quote_of(const std::string& symbol) const {
    vendor::SymbolQuote quote;
    quote.symbol = symbol;
    if (const auto found = prices_.find(symbol); found != prices_.end()) quote.last = found->second;
    quote.event_at = event_at_;
    return quote;
  }

  ScriptedWorld& world_;
  vendor::VendorFacts facts_;
  std::function<void()> hook_;
  std::map<std::string, Price> prices_;
  std::optional<Timestamp> event_at_;
  vendor::BudgetNews news_;

  std::mutex mutex_;
  Reply always_;
  std::deque<Reply> script_;
  std::vector<std::string> asked_;
  Timestamp asked_from_;
  std::atomic<int> requests_ = 0;
};

/// A router over scripted vendors named in their order.
class Bench {
 public:
  explicit Bench(const std::vector<std::string>& names, RouterOptions options = {})
      : options_{std::move(options)} {
    for (const std::string& name : names) {
      auto vendor = std::make_shared<ScriptedVendor>(name, world);
      vendors_.push_back(vendor);
      members.push_back({.vendor = vendor, .record = name, .limits = {}, .unusable = {}});
    }
  }

  ScriptedVendor& operator[](std::size_t i) { return *vendors_[i]; }
  /// Made at the first use, of the members as they are then.
  Router& router() {
    if (!router_) router_ = std::make_unique<Router>(members, records, world, options_);
    return *router_;
  }
  VendorRecord record(std::size_t i) { return router().record_of(router().members()[i]); }

  ScriptedWorld world;
  HeldRecords records;
  std::vector<Member> members;

 private:
  RouterOptions options_;
  std::vector<std::shared_ptr<ScriptedVendor>> vendors_;
  std::unique_ptr<Router> router_;
};

}  // namespace tw::providers
