#pragma once

#include <expected>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/secret.hpp"
#include "vendor/answers.hpp"
#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"
#include "vendor/outcome.hpp"
#include "vendor/stream.hpp"

namespace tw::vendor {

/// How requests reach the world: HTTPS in the product, a recording or a scripted answer in tests.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  /// Sends and waits for the whole answer, at most `patience`. Thread: any, several at once.
  /// Errors: Transient, with what the network said; never the URL's query.
  virtual Answer<HttpResponse> send(const HttpRequest& request, Duration patience) = 0;
};

/// A budget as a vendor states it: so many requests (or credits) in so long.
struct RateLimit {
  std::int64_t count = 0;
  Duration window;
};

/// How far one timeframe's history reaches, where the vendor bounds it; zero is no bound.
struct HistoryLimit {
  Timeframe timeframe;
  Duration look_back;  ///< Before now; what is older is refused.
  Duration span_max;   ///< From the first to the last bar of one question.
};

/// What is known of a vendor before it is asked.
struct VendorFacts {
  std::string name;         ///< "polygon": folder, `--provider` word and `source` of its bars.
  std::string title;        ///< "Polygon.io (Massive)".
  std::string key_name;     ///< "POLYGON_API_KEY"; empty when none is needed.
  std::string secret_name;  ///< A second one where the vendor wants a pair; else empty.
  std::string base_url;     ///< Official; configuration may name another.
  Operations operations;
  std::vector<Timeframe> timeframes;              ///< That `history` can give, ascending.
  std::vector<RateLimit> limits;                  ///< Of the free plan, as documented.
  std::size_t quotes_max = 1;                     ///< Symbols in one `quotes`.
  bool is_batch_charged_each = false;             ///< A `quotes` of n symbols costs n of `limits`.
  std::vector<HistoryLimit> history_limits = {};  ///< Timeframes that are not listed have none.
  /// The first day of which any plan has bars of anything, where the vendor names one.
  std::optional<Date> history_since = {};
  std::optional<Date> intraday_since = {};  ///< The same of bars shorter than a day, where later.
  /// Its dividends are divided by the splits since, so that they are in the units of today.
  bool has_split_adjusted_dividends = false;
};

/// What a vendor needs to be spoken to.
struct VendorSettings {
  std::string base_url;    ///< Empty: the official one.
  std::string stream_url;  ///< Empty: the official one.
  Secret key;
  Secret key_secret;  ///< Of a pair.
};

/// What the vendor said about our budget in its last answer, where it says such things.
struct BudgetNews {
  std::optional<std::int64_t> left;
  std::optional<Duration> resets_in;
};

/// One vendor of market data, spoken to by its own rules behind one contract.
///
/// Each call is one question: paging, cookies and crumbs happen inside, but no retry, no waiting
/// and no fall-back, which are the manager's. What a vendor has no way to answer is refused as
/// BadRequest before anything is sent, naming what it does have.
/// Thread: any; an adapter guards what it keeps between calls.
class Vendor {
 public:
  Vendor() = default;
  Vendor(const Vendor&) = delete;
  Vendor& operator=(const Vendor&) = delete;
  virtual ~Vendor() = default;

  virtual const VendorFacts& facts() const = 0;

  virtual Answer<SymbolQuote> quote(const std::string& symbol, Duration patience);
  /// Returns those that the vendor knows; symbols it leaves out are not in the answer.
  virtual Answer<std::vector<SymbolQuote>> quotes(const std::vector<std::string>& symbols,
                                                  Duration patience);
  virtual Answer<History> history(const HistoryRequest& request, Duration patience);
  virtual Answer<std::vector<CorporateAction>> actions(const ActionsRequest& request,
                                                       Duration patience);
  virtual Answer<std::vector<SymbolMatch>> search(const std::string& text, Duration patience);
  virtual Answer<OptionChain> option_chain(const OptionChainRequest& request, Duration patience);
  virtual Answer<Fundamentals> fundamentals(const std::string& symbol, Duration patience);
  /// Returns how its stream is spoken, or nothing when it has none.
  virtual std::unique_ptr<StreamDialect> stream() { return nullptr; }

  /// Returns what the last answer said about our budget.
  virtual BudgetNews budget_news() const { return {}; }
};

/// Returns the refusal of an operation that `facts` does not list, naming those it does.
Refusal not_offered(const VendorFacts& facts, Operation operation);

/// Returns the refusal of a timeframe that `facts` does not list, naming those it does.
Refusal no_such_interval(const VendorFacts& facts, Timeframe timeframe);

/// Returns what bounds the history of one timeframe, or nothing.
const HistoryLimit* limit_of(const VendorFacts& facts, Timeframe timeframe);

/// Returns the first day of which `facts` promise bars of `timeframe` at `now`; nothing where they
/// name none.
std::optional<Date> history_reach(const VendorFacts& facts, Timeframe timeframe, Timestamp now);

/// Returns what there is to say where bars from `from` on are not kept at `now`: "yahoo keeps 1m
/// bars only from 2026-10-28 on". Nothing where they are, as far as is known.
std::optional<std::string> short_of(const VendorFacts& facts, Timeframe timeframe, Timestamp from,
                                    Timestamp now);

/// Returns `request` without what lies before the reach of `facts`: some vendors refuse a window
/// whole that begins too early. May leave `from` after `to`, which is the refusal below.
HistoryRequest within_reach(const VendorFacts& facts, HistoryRequest request, Timestamp now);

/// Returns the refusal of bars that lie wholly before the reach of `facts`; nothing of others.
std::optional<Refusal> out_of_reach(const VendorFacts& facts, const HistoryRequest& request,
                                    Timestamp now);

/// Returns the refusal of a `quotes` of that many symbols; nothing when `facts` allow it.
std::optional<Refusal> bad_count(const VendorFacts& facts, std::size_t symbols);

/// Returns the refusal of prices on a basis that is not among `offered`, naming those.
Refusal no_such_basis(const VendorFacts& facts, PriceBasis basis,
                      std::initializer_list<PriceBasis> offered);

}  // namespace tw::vendor
