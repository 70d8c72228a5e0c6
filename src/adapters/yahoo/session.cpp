#include "adapters/yahoo/session.hpp"

#include <algorithm>
#include <utility>

#include "adapters/yahoo/parse.hpp"
#include "adapters/yahoo/stream.hpp"
#include "adapters/yahoo/wire.hpp"
#include "vendor/history.hpp"
#include "vendor/http_outcome.hpp"
#include "vendor/patience.hpp"

namespace tw::adapters::yahoo {
namespace {

using vendor::Answer;
using vendor::Operation;
using vendor::Outcome;
using vendor::Patience;
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

bool is_crumb_refused(const vendor::HttpResponse& response) { return response.status == 401; }

}  // namespace

Session::Session(vendor::VendorSettings settings, vendor::Transport& transport)
    : facts_{facts_of_yahoo()}, endpoint_{std::move(settings), kBaseUrl, transport} {}

Refusal Session::counted(Refusal refusal) {
  if (refusal.outcome != Outcome::Throttle) return refusal;
  if (throttles_in_a_row_.fetch_add(1) + 1 >= kThrottlesMax) {
    refusal.outcome = Outcome::Blocked;
    refusal.what += " (three in a row: this address or our TLS is refused)";
  }
  return refusal;
}

template <class Parsed>
Answer<Parsed> Session::judged(Answer<Parsed> parsed) {
  if (!parsed) return std::unexpected{counted(std::move(parsed.error()))};
  throttles_in_a_row_ = 0;
  return parsed;
}

Answer<Pass> Session::fetch_pass(const Patience& rest) {
  // The host of the cookies is on lists of unwanted ones: without an answer there are no cookies.
  const auto seeded = endpoint_.send(encode_cookies(endpoint_.access().base_url), rest.left());
  Pass pass{.cookies = seeded ? parse_cookies(*seeded) : std::string{}, .crumb = {}};
  const auto response =
      endpoint_.send(encode_crumb(endpoint_.access().base_url, pass.cookies), rest.left());
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

Answer<Pass> Session::pass(const std::string& refused_crumb, const Patience& rest) {
  const std::lock_guard lock{pass_lock_};
  if (!pass_.crumb.empty() && pass_.crumb != refused_crumb) return pass_;
  pass_ = {};
  auto fetched = fetch_pass(rest);
  if (!fetched) return std::unexpected{std::move(fetched.error())};
  pass_ = std::move(*fetched);
  return pass_;
}

Answer<vendor::HttpResponse> Session::send_with_pass(const Encode& encode, const Patience& rest) {
  auto held = pass({}, rest);
  if (!held) return std::unexpected{counted(std::move(held.error()))};
  auto response = endpoint_.send(encode(*held), rest.left());
  if (!response || !is_crumb_refused(*response)) return response;
  held = pass(held->crumb, rest);
  if (!held) return std::unexpected{counted(std::move(held.error()))};
  response = endpoint_.send(encode(*held), rest.left());
  if (!response || !is_crumb_refused(*response)) return response;
  return std::unexpected{
      vendor::refused(Outcome::Blocked, "HTTP 401: a new crumb is refused as the old one was")};
}

Answer<std::vector<vendor::SymbolQuote>> Session::quotes(const std::vector<std::string>& symbols,
                                                         Duration patience) {
  const Patience rest{patience};
  std::vector<vendor::SymbolQuote> all;
  all.reserve(symbols.size());
  for (std::size_t first = 0; first < symbols.size(); first += kQuotesMax) {
    const auto begin = symbols.begin() + static_cast<std::ptrdiff_t>(first);
    const std::size_t count = std::min(kQuotesMax, symbols.size() - first);
    const std::vector<std::string> page(begin, begin + static_cast<std::ptrdiff_t>(count));
    const auto response = send_with_pass(
        [&](const Pass& pass) { return encode_quotes(endpoint_.access().base_url, page, pass); },
        rest);
    if (!response) return std::unexpected{response.error()};
    auto parsed = judged(parse_quotes(*response, page));
    if (!parsed) return parsed;
    std::ranges::move(*parsed, std::back_inserter(all));
  }
  return all;
}

Answer<vendor::SymbolQuote> Session::quote(const std::string& symbol, Duration patience) {
  auto found = quotes({symbol}, patience);
  if (!found) return std::unexpected{std::move(found.error())};
  if (found->empty() || !found->front().last) {
    return std::unexpected{
        vendor::refused(Outcome::SymbolNotFound, "no quote of " + vendor::one_line(symbol))};
  }
  return std::move(found->front());
}

Answer<vendor::History> Session::history(const vendor::HistoryRequest& request, Duration patience) {
  const Interval* const interval = interval_of(request.timeframe);
  if (interval == nullptr) {
    return std::unexpected{vendor::no_such_interval(facts_, request.timeframe)};
  }
  if (request.basis == PriceBasis::Raw || request.basis == PriceBasis::Total) {
    return std::unexpected{vendor::refused(
        Outcome::BadRequest,
        "yahoo's prices have splits taken out and nothing else: ask for the basis split")};
  }
  const Patience rest{patience};
  vendor::History all;
  Refusal empty = vendor::refused(Outcome::NoData, "no bars in this window");
  for (const Window window : windows_of(request, *interval)) {
    const auto response = endpoint_.send(
        encode_chart(endpoint_.access().base_url, request, *interval, window), rest.left());
    if (!response) return std::unexpected{response.error()};
    auto parsed = judged(parse_chart(*response, request));
    if (parsed) {
      if (all.symbol.empty()) {
        all = std::move(*parsed);
      } else {
        vendor::append(all, std::move(*parsed));
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

Answer<std::vector<CorporateAction>> Session::actions(const vendor::ActionsRequest& request,
                                                      Duration patience) {
  const vendor::HistoryRequest bars{
      .symbol = request.symbol, .timeframe = kDaily, .from = request.from, .to = request.to};
  const Interval* const daily = interval_of(kDaily);
  const Patience rest{patience};
  vendor::History all;
  for (const Window window : windows_of(bars, *daily)) {
    const auto response = endpoint_.send(
        encode_chart(endpoint_.access().base_url, bars, *daily, window), rest.left());
    if (!response) return std::unexpected{response.error()};
    auto parsed = judged(parse_chart(*response, bars));
    if (parsed) {
      vendor::append(all, std::move(*parsed));
    } else if (parsed.error().outcome != Outcome::NoData) {
      return std::unexpected{std::move(parsed.error())};
    }
  }
  vendor::keep_range(all, request.from, request.to);
  return std::move(all.actions);
}

Answer<std::vector<vendor::SymbolMatch>> Session::search(const std::string& text,
                                                         Duration patience) {
  const auto response = endpoint_.send(encode_search(endpoint_.access().base_url, text), patience);
  if (!response) return std::unexpected{response.error()};
  return judged(parse_search(*response));
}

Answer<vendor::OptionChain> Session::option_chain(const vendor::OptionChainRequest& request,
                                                  Duration patience) {
  const auto response = send_with_pass(
      [&](const Pass& pass) { return encode_options(endpoint_.access().base_url, request, pass); },
      Patience{patience});
  if (!response) return std::unexpected{response.error()};
  return judged(parse_options(*response, request));
}

Answer<vendor::Fundamentals> Session::fundamentals(const std::string& symbol, Duration patience) {
  const auto response = send_with_pass(
      [&](const Pass& pass) {
        return encode_fundamentals(endpoint_.access().base_url, symbol, pass);
      },
      Patience{patience});
  if (!response) return std::unexpected{response.error()};
  return judged(parse_fundamentals(*response, symbol));
}

std::unique_ptr<vendor::StreamDialect> Session::stream() {
  return std::make_unique<Dialect>(endpoint_.settings().stream_url.empty()
                                       ? std::string{kStreamUrl}
                                       : endpoint_.settings().stream_url);
}

}  // namespace tw::adapters::yahoo
