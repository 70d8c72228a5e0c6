#include "providers/router.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "providers/route.hpp"

namespace tw::providers {
namespace {

using vendor::Operation;
using vendor::SymbolQuote;

/// Batches of one call, at most: a vendor that keeps leaving symbols out does not hold us for ever.
constexpr int kBatchesMax = 1'000;

Router::Question::Dated dated(const SymbolQuote& quote) { return {quote.event_at, quote.delay}; }
Router::Question::Dated dated(const vendor::History& history) {
  if (history.rows.empty()) return {};
  return {history.rows.back().label, history.delay};
}
template <class Other>
Router::Question::Dated dated(const Other&) {
  return {};
}

/// Returns a question whose answer is a `T` behind an `Erased`. `ask` is kept.
template <class T, class Ask>
void set_ask(Router::Question& question, const Ask& ask) {
  question.ask = [ask](vendor::Vendor& vendor,
                       Duration patience) -> vendor::Answer<Router::Erased> {
    vendor::Answer<T> answer = ask(vendor, patience);
    if (!answer) return std::unexpected{std::move(answer.error())};
    return std::make_shared<T>(std::move(*answer));
  };
  question.dated = [](const void* value) { return dated(*static_cast<const T*>(value)); };
}

template <class T>
Sourced<T> typed(const Sourced<Router::Erased>& erased, const T& value) {
  return {.value = value,
          .source = erased.source,
          .received_at = erased.received_at,
          .latency = erased.latency,
          .age = erased.age,
          .said = erased.said};
}

Router::Question question_about(Operation operation, const std::string& symbol,
                                const Choice& choice) {
  return {.operation = operation,
          .asset_class = asset_class_of(symbol),
          .symbol = symbol,
          .bars = {},
          .choice = choice,
          .ask = {},
          .cost = {},
          .dated = {}};
}

std::string key_of(std::initializer_list<std::string_view> parts) {
  std::string key;
  for (const std::string_view part : parts) {
    key += part;
    key += '\n';
  }
  return key;
}

}  // namespace

/// A thread that a race has left behind.
struct Router::Straggler {
  std::shared_ptr<std::atomic<bool>> is_over;
  std::jthread thread;
};

Router::Router(std::vector<Member> members, Records& records, Surroundings& surroundings,
               RouterOptions options)
    : members_{std::move(members)},
      records_{records},
      surroundings_{surroundings},
      options_{std::move(options)} {}

Router::~Router() = default;

void Router::run_beside(std::function<void()> work) {
  const std::scoped_lock lock{stragglers_mutex_};
  std::erase_if(stragglers_, [](const Straggler& straggler) { return straggler.is_over->load(); });
  auto is_over = std::make_shared<std::atomic<bool>>(false);
  stragglers_.push_back(
      {.is_over = is_over, .thread = std::jthread{[work = std::move(work), is_over] {
                             work();
                             is_over->store(true);
                           }}});
}

std::vector<const Member*> Router::in_order(vendor::Operation operation, const std::string& symbol,
                                            const std::string& provider) const {
  std::vector<const Member*> found;
  const auto add = [&](const Member& member) {
    if (member.vendor->facts().operations.has(operation)) found.push_back(&member);
  };
  const auto* const order = options_.preference.find(operation, asset_class_of(symbol));
  if (!provider.empty() || order == nullptr) {
    for (const Member& member : members_) {
      if (provider.empty() || member.name() == provider) add(member);
    }
    return found;
  }
  for (const std::string& name : *order) {
    const auto member = std::ranges::find(members_, name, &Member::name);
    if (member != members_.end()) add(*member);
  }
  return found;
}

VendorRecord Router::record_of(const Member& member) {
  VendorRecord copy;
  const Timestamp now = surroundings_.now();
  records_.update(member.record, [&](VendorRecord& record) {
    record.budget.set_limits(member.limits);
    expire(record, now);
    copy = record;
  });
  return copy;
}

std::size_t Router::coalesced() const {
  return quotes_.joined() + histories_.joined() + actions_.joined() + searches_.joined() +
         chains_.joined() + fundamentals_.joined();
}

template <class T, class Ask>
Routed<T> Router::routed(Landed<T>& flights, Question question, const std::string& key,
                         const Ask& ask) {
  const std::string whole = key_of({to_string(question.operation), question.choice.provider, key});
  return flights.ask_once(whole, [&]() -> Routed<T> {
    set_ask<T>(question, ask);
    const auto erased = Route{*this, std::move(question)}.run();
    if (!erased) return std::unexpected{erased.error()};
    return typed(*erased, *static_cast<const T*>(erased->value.get()));
  });
}

Routed<SymbolQuote> Router::quote(const std::string& symbol, const Choice& choice) {
  return routed<SymbolQuote>(quotes_, question_about(Operation::Quote, symbol, choice), symbol,
                             [symbol](vendor::Vendor& vendor, Duration patience) {
                               return vendor.quote(symbol, patience);
                             });
}

Routed<vendor::History> Router::history(const vendor::HistoryRequest& request,
                                        const Choice& choice) {
  Question question = question_about(Operation::History, request.symbol, choice);
  question.bars = request;
  const std::string key =
      key_of({request.symbol, to_string(request.timeframe), std::to_string(request.from.unix_ns),
              std::to_string(request.to.unix_ns), to_string(request.basis),
              request.with_extended_hours ? "extended" : "regular"});
  return routed<vendor::History>(
      histories_, std::move(question), key,
      [request, now = surroundings_.now()](vendor::Vendor& vendor, Duration patience) {
        return vendor.history(vendor::within_reach(vendor.facts(), request, now), patience);
      });
}

Routed<std::vector<CorporateAction>> Router::actions(const vendor::ActionsRequest& request,
                                                     const Choice& choice) {
  const std::string key = key_of(
      {request.symbol, std::to_string(request.from.unix_ns), std::to_string(request.to.unix_ns)});
  return routed<std::vector<CorporateAction>>(
      actions_, question_about(Operation::Actions, request.symbol, choice), key,
      [request](vendor::Vendor& vendor, Duration patience) {
        return vendor.actions(request, patience);
      });
}

Routed<std::vector<vendor::SymbolMatch>> Router::search(const std::string& text,
                                                        const Choice& choice) {
  Question question = question_about(Operation::Search, "", choice);
  return routed<std::vector<vendor::SymbolMatch>>(
      searches_, std::move(question), text,
      [text](vendor::Vendor& vendor, Duration patience) { return vendor.search(text, patience); });
}

Routed<vendor::OptionChain> Router::option_chain(const vendor::OptionChainRequest& request,
                                                 const Choice& choice) {
  Question question = question_about(Operation::OptionChain, request.underlying, choice);
  const std::string key =
      key_of({request.underlying, request.expiry ? to_string(*request.expiry) : std::string{}});
  return routed<vendor::OptionChain>(chains_, std::move(question), key,
                                     [request](vendor::Vendor& vendor, Duration patience) {
                                       return vendor.option_chain(request, patience);
                                     });
}

Routed<vendor::Fundamentals> Router::fundamentals(const std::string& symbol, const Choice& choice) {
  return routed<vendor::Fundamentals>(fundamentals_,
                                      question_about(Operation::Fundamentals, symbol, choice),
                                      symbol, [symbol](vendor::Vendor& vendor, Duration patience) {
                                        return vendor.fundamentals(symbol, patience);
                                      });
}

Choice Router::until(Timestamp deadline, Choice choice) {
  choice.deadline = std::max(Duration{}, deadline - surroundings_.now());
  return choice;
}

void Router::quote_batches(const std::vector<std::string>& symbols, const Choice& choice,
                           Timestamp deadline,
                           std::vector<std::optional<Routed<SymbolQuote>>>& answers) {
  std::map<AssetClass, std::vector<std::size_t>> classes;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    classes[asset_class_of(symbols[i])].push_back(i);
  }
  for (auto& [asset_class, open] : classes) {
    for (int batch = 0; open.size() > 1 && batch < kBatchesMax; ++batch) {
      if (surroundings_.now() >= deadline) return;
      std::vector<std::string> asked;
      asked.reserve(open.size());
      for (const std::size_t i : open) asked.push_back(symbols[i]);
      Question question = question_about(Operation::Quotes, "", until(deadline, choice));
      question.asset_class = asset_class;
      const auto size_for = [count = asked.size()](const vendor::VendorFacts& facts) {
        return std::clamp<std::size_t>(facts.quotes_max, 1, count);
      };
      question.cost = [size_for](const vendor::VendorFacts& facts) {
        return facts.is_batch_charged_each ? static_cast<std::int64_t>(size_for(facts)) : 1;
      };
      set_ask<std::vector<SymbolQuote>>(
          question, [asked, size_for](vendor::Vendor& vendor, Duration patience) {
            const auto count = static_cast<std::ptrdiff_t>(size_for(vendor.facts()));
            return vendor.quotes({asked.begin(), asked.begin() + count}, patience);
          });
      const auto erased = Route{*this, std::move(question)}.run();
      if (!erased) break;
      const auto source = std::ranges::find(members_, erased->source, &Member::name);
      const std::size_t count = size_for(source->vendor->facts());
      const auto& got = *static_cast<const std::vector<SymbolQuote>*>(erased->value.get());
      for (std::size_t i = 0; i < count; ++i) {
        const auto found = std::ranges::find(got, asked[i], &SymbolQuote::symbol);
        if (found == got.end()) continue;
        Sourced<SymbolQuote> answer = typed(*erased, *found);
        if (found->event_at)
          answer.age = std::max(Duration{}, answer.received_at - *found->event_at);
        answers[open[i]] = std::move(answer);
      }
      open.erase(open.begin(), open.begin() + static_cast<std::ptrdiff_t>(count));
    }
  }
}

std::vector<Routed<SymbolQuote>> Router::quotes(const std::vector<std::string>& symbols,
                                                const Choice& choice) {
  std::vector<std::optional<Routed<SymbolQuote>>> answers(symbols.size());
  const Timestamp deadline = surroundings_.now() + choice.deadline.value_or(options_.deadline);
  if (symbols.size() > 1) quote_batches(symbols, choice, deadline, answers);
  std::vector<Routed<SymbolQuote>> all;
  all.reserve(symbols.size());
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    all.push_back(answers[i] ? std::move(*answers[i]) : quote(symbols[i], until(deadline, choice)));
  }
  return all;
}

}  // namespace tw::providers
