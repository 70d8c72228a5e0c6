#include "demo_market.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>
#include <utility>

#include "market_desk.hpp"
#include "output.hpp"
#include "providers/feed.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "vendor_sim/simulator.hpp"

namespace tw::app {
namespace {

constexpr const char* kVendor = "polygon";
constexpr double kTicksPerSecond = 2'000.0;
constexpr std::size_t kTrades = 50;
constexpr Duration kStreamPatience = Duration::seconds(2);
constexpr std::chrono::milliseconds kGlance{1};

/// The file that makes the double's signer known, while it is needed.
class SignerFile {
 public:
  SignerFile(const std::string& home, const std::string& pem) : path_{home + "/vendor-double.pem"} {
    write_text(path_, pem);
  }
  ~SignerFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  SignerFile(const SignerFile&) = delete;
  SignerFile& operator=(const SignerFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

vendor_sim::Catalog catalog_of(const std::vector<ingest::ImportedFile>& files) {
  vendor_sim::Catalog catalog;
  for (const ingest::ImportedFile& file : files) {
    catalog.add({.symbol = file.bars.symbol,
                 .name = file.bars.symbol,
                 .calendar = file.bars.calendar,
                 .tables = {file.bars.table},
                 .actions = {}});
  }
  return catalog;
}

/// Returns how many rows say of their session what the file says.
std::size_t same_rows(const vendor::History& history, const BarTable& table) {
  std::size_t same = 0;
  std::size_t at = 0;
  for (const vendor::HistoryRow& row : history.rows) {
    const Date date = Date::of(row.label);
    while (at < table.size() && Date{table.session[at]} < date) ++at;
    if (at == table.size()) break;
    const std::array said{row.open.raw(), row.high.raw(), row.low.raw(), row.close.raw(),
                          row.volume.raw()};
    const std::array kept{table.open[at], table.high[at], table.low[at], table.close[at],
                          table.volume[at]};
    same += Date{table.session[at]} == date && said == kept ? 1U : 0U;
  }
  return same;
}

/// Asks for the bars and a quote of one history. Returns why not, or nothing.
std::string ask(providers::Router& router, const ingest::LoadedBars& bars, DemoMarket& market) {
  const auto history = router.history({.symbol = bars.symbol,
                                       .timeframe = bars.table.timeframe,
                                       .from = Date{bars.table.session.front()}.midnight(),
                                       .to = Date{bars.table.session.back()}.midnight()});
  if (!history) return bars.symbol + ": " + history.error().text();
  const auto quote = router.quote(bars.symbol);
  if (!quote) return bars.symbol + ": " + quote.error().text();
  market.series.push_back({.symbol = bars.symbol,
                           .source = history->source,
                           .latency = history->latency,
                           .sessions = history->value.rows.size(),
                           .same = same_rows(history->value, bars.table),
                           .last = quote->value.last.value_or(Price{}),
                           .quoted_in = quote->latency});
  return {};
}

/// Listens until so many trades have come. Returns why not, or nothing.
std::string listen(vendor::Vendor& vendor, const net::TlsTrust& trust, DemoMarket& market) {
  std::vector<std::string> symbols;
  symbols.reserve(market.series.size());
  for (const DemoMarket::Series& one : market.series) symbols.push_back(one.symbol);
  std::vector<providers::StreamSource> sources;
  sources.push_back({.vendor = vendor.facts().name, .dialect = vendor.stream()});
  providers::FeedTerms terms;
  terms.sockets.trust = trust;
  providers::Surroundings& machine = providers::this_machine();
  const Timestamp began = machine.now();
  auto feed = providers::Feed::start(std::move(sources), symbols, std::move(terms), machine);
  if (!feed) return feed.error();
  std::vector<providers::FeedItem> items;
  while (market.trades < kTrades) {
    market.streamed_in = machine.now() - began;
    if (market.streamed_in >= kStreamPatience) return "its stream says nothing";
    std::this_thread::sleep_for(kGlance);
    (*feed)->take(items);
    market.trades += static_cast<std::size_t>(std::ranges::count_if(
        items, [](const auto& item) { return std::holds_alternative<vendor::StreamTrade>(item); }));
  }
  market.trades = kTrades;  // Those that came with the last of them are not counted.
  market.stream_source = (*feed)->source();
  market.streamed_in = machine.now() - began;
  return {};
}

/// Returns why not all of it came, or nothing.
std::string ask_all(const std::vector<ingest::ImportedFile>& files, const std::string& home,
                    DemoMarket& market) {
  const auto simulator = vendor_sim::Simulator::start({.catalog = catalog_of(files),
                                                       .bodies = {},
                                                       .faults = {},
                                                       .port = 0,
                                                       .has_tls = true,
                                                       .stream_rate = kTicksPerSecond});
  if (!simulator) return simulator.error();
  market.address = (*simulator)->base_url(kVendor);
  const SignerFile signer{home, (*simulator)->authority_pem()};
  const net::TlsTrust trust{.ca_file = signer.path()};
  const auto client = net::HttpClient::make({.trust = trust, .proxies = {}, .limits = {}});
  if (!client) return client.error();
  net::HttpTransport transport{**client};
  providers::Settings settings;
  for (const vendor::VendorFacts* facts : providers::all_facts()) {
    settings.vendors[facts->name].is_enabled = facts->name == kVendor;
  }
  settings.vendors[kVendor] = {.url = market.address,
                               .stream_url = (*simulator)->stream_url(kVendor),
                               .limits = std::vector<vendor::RateLimit>{}};
  // The double asks for a key, and any will do: nobody's own is read.
  const providers::Environment keys{[](const std::string& name) -> std::optional<std::string> {
    if (name.ends_with("_FILE")) return std::nullopt;
    return "demo";
  }};
  auto members = providers::members(settings, keys, transport);
  if (!members) return members.error();
  vendor::Vendor& vendor = *members->front().vendor;
  providers::HeldRecords records;
  providers::Router router{*members, records, providers::this_machine(), {}};
  for (const ingest::ImportedFile& file : files) {
    if (std::string why = ask(router, file.bars, market); !why.empty()) return why;
  }
  return listen(vendor, trust, market);
}

}  // namespace

DemoMarket ask_demo_market(const std::vector<ingest::ImportedFile>& files,
                           const std::string& home) {
  DemoMarket market;
  market.fault = ask_all(files, home, market);
  return market;
}

std::string market_text(const DemoMarket& market) {
  std::string text;
  if (!market.series.empty()) {
    text = "Asked of a vendor's double at " + market.address + ", over TLS:\n";
  }
  for (const DemoMarket::Series& one : market.series) {
    text +=
        "  " + report::left(one.symbol, 6) + report::grouped(static_cast<double>(one.sessions), 0) +
        " sessions, " +
        (one.same == one.sessions ? "each" : report::grouped(static_cast<double>(one.same), 0)) +
        " as in the file; " + provenance_text(one.source, one.latency, {}) + "; quote " +
        report::price_text(one.last) + " in " + span_text(one.quoted_in) + "\n";
  }
  if (!market.stream_source.empty()) {
    text += "  stream " + std::to_string(market.trades) + " trades by its WebSocket; source " +
            market.stream_source + ", in " + span_text(market.streamed_in) + "\n";
  }
  if (!market.fault.empty()) {
    text += "No socket to a vendor's double (" + report::harmless(market.fault, {}) +
            "): the histories come from the folder alone.\n";
  }
  return text + "\n";
}

void write_market(report::JsonWriter& json, const DemoMarket& market) {
  json.begin_object().member("address", market.address).key("series").begin_array();
  for (const DemoMarket::Series& one : market.series) {
    json.begin_object().member("symbol", one.symbol).member("source", one.source);
    json.member("sessions", one.sessions).member("same_as_file", one.same);
    json.member("latency_seconds", seconds_of(one.latency)).member("last", one.last);
    json.member("quote_latency_seconds", seconds_of(one.quoted_in)).end_object();
  }
  json.end_array().key("stream").begin_object().member("source", market.stream_source);
  json.member("trades", market.trades).member("seconds", seconds_of(market.streamed_in));
  json.end_object().member("fault", market.fault).end_object();
}

}  // namespace tw::app
