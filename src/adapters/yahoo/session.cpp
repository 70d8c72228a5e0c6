#include "adapters/yahoo/session.hpp"

#include <algorithm>
#include <utility>

#include "adapters/yahoo/parse.hpp"
#include "adapters/yahoo/stream.hpp"
#include "adapters/yahoo/wire.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"

namespace tw::adapters::yahoo {
namespace {

using vendor::Answer;
using vendor::Operation;
using vendor::Outcome;
using vendor::Refusal;

constexpr int kThrottlesMax = 3;

vendor::VendorFacts facts_of_yahoo() {
  vendor::VendorFacts facts{
      .name = std::string{kName},
      .title = "Yahoo Finance",
      .key_name = {},
      .secret_name = {},
      .base_url = std::string{kBaseUrl},
      .operations =
          vendor::Operations{Operation::Quote, Operation::Quotes, Operation::History,
                             Operation::Actions, Operation::Search, Operation::OptionChain,
                             Operation::Fundamentals, Operation::Stream},
      .timeframes = {},
      .limits = {{.count = 2, .window = Duration::seconds(1)},
                 {.count = 2'000, .window = Duration::hours(1)}},
      .quotes_max = kQuotesMax};
  facts.timeframes.reserve(kIntervals.size());
  facts.history_limits.reserve(kIntervals.size());
  for (const Interval& interval : kIntervals) {
    facts.timeframes.push_back(interval.timeframe);
    if (interval.look_back.ns == 0) continue;
    facts.history_limits.push_back({.timeframe = interval.timeframe,
                                    .look_back = interval.look_back,
                                    .span_max = interval.window_max});
  }
  facts.has_split_adjusted_dividends = true;
  return facts;
}

/// Adds the bars and events of a later window.
void append(vendor::History& all, vendor::History&& next) {
  all.rows.insert(all.rows.end(), next.rows.begin(), next.rows.end());
  all.actions.insert(all.actions.end(), next.actions.begin(), next.actions.end());
  all.nulls_skipped += next.nulls_skipped;
  all.repeats_merged += next.repeats_merged;
  all.rounded_values += next.rounded_values;
}

bool is_crumb_refused(const vendor::HttpResponse& response) { return response.status == 401; }

}  // namespace

Yahoo::Yahoo(vendor::Transport& transport, vendor::VendorSettings settings)
    : transport_{transport},
      facts_{facts_of_yahoo()},
      base_url_{settings.base_url.empty() ? std::string{kBaseUrl} : std::move(settings.base_url)},
      stream_url_{settings.stream_url.empty() ? std::string{kStreamUrl}
                                              : std::move(settings.stream_url)} {}

Refusal Yahoo::counted(Refusal refusal) {
  if (refusal.outcome != Outcome::Throttle) return refusal;
  if (throttles_in_a_row_.fetch_add(1) + 1 >= kThrottlesMax) {
    refusal.outcome = Outcome::Blocked;
    refusal.what += " (three in a row: this address or our TLS is refused)";
  }
  return refusal;
}

template <class Parsed>
Answer<Parsed> Yahoo::judged(Answer<Parsed> parsed) {
  if (!parsed) return std::unexpected{counted(std::move(parsed.error()))};
  throttles_in_a_row_ = 0;
  return parsed;
}

Answer<vendor::HttpResponse> Yahoo::send(const vendor::HttpRequest& request, Duration patience) {
  return transport_.send(request, patience);
}

Answer<Pass> Yahoo::fetch_pass(Duration patience) {
  // The host of the cookies is on lists of unwanted ones: without an answer there are no cookies.
  const auto seeded = send(encode_cookies(base_url_), patience);
  Pass pass{.cookies = seeded ? parse_cookies(*seeded) : std::string{}, .crumb = {}};
  const auto response = send(encode_crumb(base_url_, pass.cookies), patience);
  if (!response) return std::unexpected{response.error()};
  auto crumb = parse_crumb(*response);
  if (!crumb) {
    // Who is sent to the form gets no cookies, and the crumb is then refused in other words.
    auto consent = seeded && pass.cookies.empty() ? consent_refusal(*seeded) : std::nullopt;
    return std::unexpected{consent ? std::move(*consent) : std::move(crumb.error())};
  }
  pass.crumb = std::move(*crumb);
  return pass;
}

Answer<Pass> Yahoo::pass(const std::string& refused_crumb, Duration patience) {
  const std::lock_guard lock{pass_lock_};
  if (!pass_.crumb.empty() && pass_.crumb != refused_crumb) return pass_;
  pass_ = {};
  auto fetched = fetch_pass(patience);
  if (!fetched) return std::unexpected{std::move(fetched.error())};
  pass_ = std::move(*fetched);
  return pass_;
}

Answer<vendor::HttpResponse> Yahoo::send_with_pass(const Encode& encode, Duration patience) {
  auto held = pass({}, patience);
  if (!held) return std::unexpected{counted(std::move(held.error()))};
  auto response = send(encode(*held), patience);
  if (!response || !is_crumb_refused(*response)) return response;
  held = pass(held->crumb, patience);
  if (!held) return std::unexpected{counted(std::move(held.error()))};
  response = send(encode(*held), patience);
  if (!response || !is_crumb_refused(*response)) return response;
  return std::unexpected{
      vendor::refused(Outcome::Blocked, "HTTP 401: a new crumb is refused as the old one was")};
}

Answer<std::vector<vendor::SymbolQuote>> Yahoo::quotes(const std::vector<std::string>& symbols,
                                                       Duration patience) {
  std::vector<vendor::SymbolQuote> all;
  all.reserve(symbols.size());
  for (std::size_t first = 0; first < symbols.size(); first += kQuotesMax) {
    const auto begin = symbols.begin() + static_cast<std::ptrdiff_t>(first);
    const std::size_t count = std::min(kQuotesMax, symbols.size() - first);
    const std::vector<std::string> page(begin, begin + static_cast<std::ptrdiff_t>(count));
    const auto response = send_with_pass(
        [&](const Pass& pass) { return encode_quotes(base_url_, page, pass); }, patience);
    if (!response) return std::unexpected{response.error()};
    auto parsed = judged(parse_quotes(*response, page));
    if (!parsed) return parsed;
    std::ranges::move(*parsed, std::back_inserter(all));
  }
  return all;
}

Answer<vendor::SymbolQuote> Yahoo::quote(const std::string& symbol, Duration patience) {
  auto found = quotes({symbol}, patience);
  if (!found) return std::unexpected{std::move(found.error())};
  if (found->empty() || !found->front().last) {
    return std::unexpected{
        vendor::refused(Outcome::SymbolNotFound, "no quote of " + vendor::one_line(symbol))};
  }
  return std::move(found->front());
}

Answer<vendor::History> Yahoo::history(const vendor::HistoryRequest& request, Duration patience) {
  const Interval* const interval = interval_of(request.timeframe);
  if (interval == nullptr) {
    return std::unexpected{vendor::no_such_interval(facts_, request.timeframe)};
  }
  if (request.basis == PriceBasis::Raw || request.basis == PriceBasis::Total) {
    return std::unexpected{vendor::refused(
        Outcome::BadRequest,
        "yahoo's prices have splits taken out and nothing else: ask for the basis split")};
  }
  vendor::History all;
  Refusal empty = vendor::refused(Outcome::NoData, "no bars in this window");
  for (const Window window : windows_of(request, *interval)) {
    const auto response = send(encode_chart(base_url_, request, *interval, window), patience);
    if (!response) return std::unexpected{response.error()};
    auto parsed = judged(parse_chart(*response, request));
    if (parsed) {
      if (all.symbol.empty()) {
        all = std::move(*parsed);
      } else {
        append(all, std::move(*parsed));
      }
    } else if (parsed.error().outcome == Outcome::NoData) {
      empty = std::move(parsed.error());
    } else {
      return parsed;
    }
  }
  vendor::put_in_order(all);
  vendor::keep_range(all, request.from, request.to);
  if (all.rows.empty()) return std::unexpected{std::move(empty)};
  return all;
}

Answer<std::vector<CorporateAction>> Yahoo::actions(const vendor::ActionsRequest& request,
                                                    Duration patience) {
  const vendor::HistoryRequest bars{
      .symbol = request.symbol, .timeframe = kDaily, .from = request.from, .to = request.to};
  const Interval* const daily = interval_of(kDaily);
  vendor::History all;
  for (const Window window : windows_of(bars, *daily)) {
    const auto response = send(encode_chart(base_url_, bars, *daily, window), patience);
    if (!response) return std::unexpected{response.error()};
    auto parsed = judged(parse_chart(*response, bars));
    if (parsed) {
      append(all, std::move(*parsed));
    } else if (parsed.error().outcome != Outcome::NoData) {
      return std::unexpected{std::move(parsed.error())};
    }
  }
  vendor::keep_range(all, request.from, request.to);
  return std::move(all.actions);
}

Answer<std::vector<vendor::SymbolMatch>> Yahoo::search(const std::string& text, Duration patience) {
  const auto response = send(encode_search(base_url_, text), patience);
  if (!response) return std::unexpected{response.error()};
  return judged(parse_search(*response));
}

Answer<vendor::OptionChain> Yahoo::option_chain(const vendor::OptionChainRequest& request,
                                                Duration patience) {
  const auto response = send_with_pass(
      [&](const Pass& pass) { return encode_options(base_url_, request, pass); }, patience);
  if (!response) return std::unexpected{response.error()};
  return judged(parse_options(*response, request));
}

Answer<vendor::Fundamentals> Yahoo::fundamentals(const std::string& symbol, Duration patience) {
  const auto response = send_with_pass(
      [&](const Pass& pass) { return encode_fundamentals(base_url_, symbol, pass); }, patience);
  if (!response) return std::unexpected{response.error()};
  return judged(parse_fundamentals(*response, symbol));
}

std::unique_ptr<vendor::StreamDialect> Yahoo::stream() {
  return std::make_unique<Dialect>(stream_url_);
}

}  // namespace tw::adapters::yahoo
