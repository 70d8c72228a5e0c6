#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "providers/flights.hpp"
#include "providers/gate.hpp"
#include "providers/preference.hpp"
#include "providers/records.hpp"
#include "providers/sourced.hpp"
#include "providers/surroundings.hpp"
#include "vendor/vendor.hpp"

namespace tw::providers {

/// One vendor as it is set up here.
struct Member {
  std::shared_ptr<vendor::Vendor> vendor;
  std::string record;  ///< Of what is remembered of it: one for each vendor and key.
  std::vector<vendor::RateLimit> limits;
  std::string unusable;  ///< Why it cannot be asked ("POLYGON_API_KEY is not set"); or empty.
  std::string missing;   ///< The variable without which it cannot be ("POLYGON_API_KEY"); or empty.

  const std::string& name() const { return vendor->facts().name; }
};

struct RouterOptions {
  Duration deadline = Duration::seconds(20);  ///< For a whole question, all vendors together.
  Duration patience = Duration::seconds(6);   ///< For one request.
  int attempts = 3;                           ///< Of one vendor that fails for a moment.
  Duration first_pause{250'000'000};          ///< Before the second attempt; doubles, ±50 %.
  /// A live quote that has not come by then is asked of the next vendor too, and the first answer
  /// counts. Nothing: never.
  std::optional<Duration> hedge_after;
  /// A quote older than this, with its market open, counts against its vendor's health.
  Duration stale_after = Duration::minutes(5);
  Preference preference;
};

/// How one question is to be asked.
struct Choice {
  std::string provider;              ///< Only this one; empty: in order of preference.
  std::optional<Duration> deadline;  ///< Else the options'.
};

/// Asks vendors in order of preference until one answers, within their budgets and a deadline.
///
/// What each class of refusal leads to is the table of docs/providers.md. Vendors whose health is
/// below a half are asked after the others. Bars are asked of those first who keep the whole range;
/// who keeps its end is asked for that, and who keeps nothing of it is not asked. Never answers
/// anything that no vendor said. Thread: any; the same question asked by several threads at once is
/// sent once.
class Router {
 public:
  /// Owns: keeps `records` and `surroundings` by reference.
  Router(std::vector<Member> members, Records& records, Surroundings& surroundings,
         RouterOptions options);
  /// Waits for requests that lost a race.
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  Routed<vendor::SymbolQuote> quote(const std::string& symbol, const Choice& choice = {});
  /// Returns an answer for each symbol, in their order: batches where a vendor has them.
  std::vector<Routed<vendor::SymbolQuote>> quotes(const std::vector<std::string>& symbols,
                                                  const Choice& choice = {});
  Routed<vendor::History> history(const vendor::HistoryRequest& request, const Choice& choice = {});
  Routed<std::vector<CorporateAction>> actions(const vendor::ActionsRequest& request,
                                               const Choice& choice = {});
  Routed<std::vector<vendor::SymbolMatch>> search(const std::string& text,
                                                  const Choice& choice = {});
  Routed<vendor::OptionChain> option_chain(const vendor::OptionChainRequest& request,
                                           const Choice& choice = {});
  Routed<vendor::Fundamentals> fundamentals(const std::string& symbol, const Choice& choice = {});

  const std::vector<Member>& members() const { return members_; }
  /// Returns the members that offer an operation for a symbol, in order of preference; only
  /// `provider` when it is not empty. Whether they can be asked now is not looked at.
  std::vector<const Member*> in_order(vendor::Operation operation, const std::string& symbol,
                                      const std::string& provider) const;
  /// Returns the record of a member as it is now.
  VendorRecord record_of(const Member& member);
  /// Forgets what is remembered of a member: the operator has acted.
  void reset(const Member& member) { records_.reset(member.record); }
  /// Lets whoever waits for an answer go soon, without one: no vendor is asked any more. A request
  /// under way is its transport's to end.
  void end() { ending_.request_stop(); }
  /// Returns how many questions were answered by another's answer.
  std::size_t coalesced() const;

  /// An answer whose type its asker knows.
  using Erased = std::shared_ptr<void>;

  /// One question to whoever may answer it. Copied into the threads of a race.
  struct Question {
    vendor::Operation operation{};
    AssetClass asset_class{};
    std::string symbol;
    std::optional<vendor::HistoryRequest> bars;  ///< Of a question about history.
    Choice choice;
    std::function<vendor::Answer<Erased>(vendor::Vendor&, Duration)> ask;
    std::function<std::int64_t(const vendor::VendorFacts&)> cost;  ///< Empty: one.
    /// Returns when the answer's newest figure held, and by how much its vendor says it is late.
    struct Dated {
      std::optional<Timestamp> event_at;
      Duration delay;
    };
    std::function<Dated(const void*)> dated;
  };

 private:
  friend class Route;

  template <class T>
  using Landed = Flights<Routed<T>>;

  template <class T, class Ask>
  Routed<T> routed(Landed<T>& flights, Question question, const std::string& key, const Ask& ask);
  /// Returns `choice` with what is left until `deadline`.
  Choice until(Timestamp deadline, Choice choice);
  void quote_batches(const std::vector<std::string>& symbols, const Choice& choice,
                     Timestamp deadline,
                     std::vector<std::optional<Routed<vendor::SymbolQuote>>>& answers);
  /// Runs `work` beside the caller, to be waited for at the end at the latest.
  void run_beside(std::function<void()> work);

  const std::vector<Member> members_;
  Records& records_;
  Surroundings& surroundings_;
  const RouterOptions options_;
  std::stop_source ending_;

  Landed<vendor::SymbolQuote> quotes_;
  Landed<vendor::History> histories_;
  Landed<std::vector<CorporateAction>> actions_;
  Landed<std::vector<vendor::SymbolMatch>> searches_;
  Landed<vendor::OptionChain> chains_;
  Landed<vendor::Fundamentals> fundamentals_;

  struct Straggler;
  std::mutex stragglers_mutex_;
  std::list<Straggler> stragglers_;
};

}  // namespace tw::providers
