#include "market_desk.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

#include "command_line.hpp"
#include "core/nearest.hpp"
#include "database_there.hpp"
#include "output.hpp"
#include "providers/logged_vendor.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"
#include "store/database.hpp"
#include "store/file.hpp"
#include "stored_bars.hpp"

namespace tw::app {
namespace {

constexpr std::size_t kSymbolMax = 32;
constexpr std::size_t kSuggestionsMax = 3;
constexpr Duration kSuggestionPatience = Duration::seconds(5);
/// Nobody waits at the end of a command for a database that is away.
constexpr std::chrono::milliseconds kDatabasePatience{2000};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

net::ProxyRules proxies_of(const providers::Environment& environment) {
  net::ProxyRules rules;
  for (const char* name : {"HTTPS_PROXY", "https_proxy"}) {
    const auto text = environment.get(name);
    if (!text || rules.via) continue;
    auto proxy = net::Proxy::parse(*text);
    if (!proxy) throw Failure{ExitCode::BadUsage, std::string{name} + ": " + proxy.error()};
    rules.via = std::move(*proxy);
  }
  for (const char* name : {"NO_PROXY", "no_proxy"}) {
    if (const auto text = environment.get(name)) {
      std::ranges::move(words_of(*text), std::back_inserter(rules.direct));
    }
  }
  return rules;
}

std::unique_ptr<providers::Records> records_in(const std::string& home) {
  auto records = providers::open_records(home + "/providers");
  if (records) return std::move(*records);
  // A quote is worth more than its accounting.
  std::fprintf(stderr, "tradewind: budgets are kept for this call only: %s\n",
               records.error().c_str());
  return std::make_unique<providers::HeldRecords>();
}

/// Returns a log in the database of this installation, or none where there is no database.
std::shared_ptr<providers::CallLog> calls_in(const std::string& home) {
  auto address = database_there({.database = "", .home = home});
  if (!address) return nullptr;
  return std::make_shared<providers::CallLog>(
      [address = std::move(*address)] {
        return store::open_database(address, {.create = false, .patience = kDatabasePatience});
      },
      providers::CallLog::Options{},
      [](const providers::CallLog::Status& went) {
        if (went.dropped == 0) return;
        std::fprintf(stderr, "tradewind: %llu calls to providers are not on record: %s\n",
                     static_cast<unsigned long long>(went.dropped),
                     went.trouble.value_or("too many at once").c_str());
      });
}

/// Has each call of the vendors put on record. The router goes first of all, and with its vendors
/// the log.
void put_on_record(std::vector<providers::Member>& members, const providers::CallDesk& desk) {
  for (providers::Member& each : members) {
    each.vendor =
        std::make_shared<providers::LoggedVendor>(std::move(each.vendor), each.record, desk);
  }
}

/// Returns the symbols in the store that are nearest to one that nobody knows, the nearest first.
std::vector<std::string> stored_near(const std::string& symbol, const std::string& home) {
  const std::vector<store::StoredBars> stored = store::BarStore{home}.list();
  std::vector<std::string_view> known;
  known.reserve(stored.size());
  for (const store::StoredBars& bars : stored) known.push_back(bars.key.symbol);
  std::erase(known, symbol);
  std::vector<std::string> near;
  while (near.size() < kSuggestionsMax) {
    const auto meant = nearest(symbol, known);
    if (!meant) break;
    near.emplace_back(*meant);
    std::erase(known, std::string_view{near.back()});
  }
  return near;
}

/// Returns what to do about a key that is not set; what names its remedies itself needs none.
std::string remedy_of(const providers::Member& member) {
  if (member.missing.empty()) return {};
  return "; set it, or " + member.missing + "_FILE to a file that holds it";
}

}  // namespace

std::string suggestions(const std::string& symbol, MarketDesk& desk) {
  std::vector<std::string> near = stored_near(symbol, desk.home());
  std::string text;
  const auto add = [&](const std::string& meant, const std::string& name) {
    text += (text.empty() ? "'" : ", '") + report::harmless(meant, {.is_utf8 = true}) + "'";
    if (!name.empty()) text += " (" + report::harmless(name, {.is_utf8 = true}) + ")";
  };
  for (const std::string& each : near) add(each, {});
  if (near.size() < kSuggestionsMax) {
    const auto found =
        desk.router().search(symbol, {.provider = "", .deadline = kSuggestionPatience});
    const auto matches = found ? found->value : std::vector<vendor::SymbolMatch>{};
    for (const vendor::SymbolMatch& match : matches) {
      if (near.size() == kSuggestionsMax) break;
      if (match.symbol == symbol || std::ranges::count(near, match.symbol) > 0) continue;
      near.push_back(match.symbol);
      add(match.symbol, match.name);
    }
  }
  return text.empty() ? text : "; did you mean " + text + "?";
}

void add_market_options(Verb verb, MarketFlags& flags, bool asks) {
  if (asks) {
    verb.option("--provider", flags.provider,
                "Whom to ask: a name of `tradewind providers`, or auto, the order of the "
                "settings (default: auto)")
        .type_name("NAME");
  }
  verb.option("--config", flags.config,
              "Settings (default: TRADEWIND_CONFIG, ./tradewind.toml, HOME/tradewind.toml)")
      .type_name("FILE.toml");
  add_home_option(verb, flags.home);
  verb.option("--json", flags.json, "Write JSON there; - is standard output")
      .may_be_bare()
      .type_name("[FILE|-]");
}

providers::Environment environment_of(const std::string& home) {
  auto environment = providers::Environment::of_process(home);
  if (!environment) throw Failure{ExitCode::BadUsage, environment.error()};
  return std::move(*environment);
}

FoundSettings find_settings(const std::string& config, const std::string& home,
                            const providers::Environment& environment) {
  FoundSettings found;
  found.file = config.empty() ? environment.get("TRADEWIND_CONFIG").value_or("") : config;
  for (const std::string& path : {std::string{"tradewind.toml"}, home + "/tradewind.toml"}) {
    std::error_code ignored;
    if (found.file.empty() && std::filesystem::exists(path, ignored)) found.file = path;
  }
  const auto& facts = providers::all_facts();
  if (!found.file.empty()) {
    const auto text = store::FileText::read(found.file);
    if (!text) throw Failure{ExitCode::BadData, text.error().message};
    auto settings = providers::parse_settings(text->view(), found.file, facts);
    if (!settings) {
      std::string lines;
      for (const std::string& line : settings.error()) lines += (lines.empty() ? "" : "\n") + line;
      throw Failure{ExitCode::BadUsage, lines};
    }
    found.settings = std::move(*settings);
  }
  providers::apply_environment(found.settings, environment, facts);
  return found;
}

MarketDesk::MarketDesk(const MarketFlags& flags) : home_{home_of(flags.home)} {
  const std::string& home = home_;
  const providers::Environment environment = environment_of(home);
  FoundSettings found = find_settings(flags.config, home, environment);
  socket_terms_ = {.trust = {.ca_file = found.settings.ca_file},
                   .proxies = proxies_of(environment)};
  auto client = net::HttpClient::make(
      {.trust = socket_terms_.trust, .proxies = socket_terms_.proxies, .limits = {}});
  if (!client) throw Failure{ExitCode::BadUsage, client.error()};
  client_ = std::move(*client);
  transport_ = std::make_unique<net::HttpTransport>(*client_);
  const auto meter = std::make_shared<providers::MeteredTransport>(*transport_);
  const auto calls = calls_in(home);
  auto members = calls == nullptr ? providers::members(found.settings, environment, *transport_)
                                  : providers::members(found.settings, environment, *meter);
  if (!members) throw Failure{ExitCode::BadUsage, members.error()};
  records_ = records_in(home);
  if (calls != nullptr) {
    put_on_record(*members, {calls, meter, *records_, providers::this_machine()});
  }
  router_ = std::make_unique<providers::Router>(std::move(*members), *records_,
                                                providers::this_machine(), found.settings.router);
  if (flags.provider == "auto") return;
  const providers::Member& named = member(flags.provider);
  if (!named.unusable.empty()) {
    throw Failure{ExitCode::BadUsage,
                  named.name() + " cannot be asked: " + named.unusable + remedy_of(named)};
  }
}

MarketDesk::~MarketDesk() = default;

void MarketDesk::end() {
  router_->end();
  client_->end();
}

const providers::Member& MarketDesk::member(const std::string& name) {
  const std::vector<providers::Member>& members = router_->members();
  const auto found = std::ranges::find(members, name, &providers::Member::name);
  if (found != members.end()) return *found;
  std::vector<std::string_view> known;
  std::string all;
  known.reserve(members.size());
  for (const providers::Member& member : members) {
    known.push_back(member.name());
    all += (all.empty() ? "" : ", ") + member.name();
  }
  std::string line = "there is no provider '" + name + "'";
  const auto meant = nearest(name, known);
  line += meant ? "; did you mean '" + std::string{*meant} + "'?" : "; there are " + all;
  throw Failure{ExitCode::BadUsage, line};
}

Failure failure_of(const providers::Unanswered& unanswered, const std::string& subject,
                   MarketDesk& desk, bool is_symbol) {
  const std::string said = ": " + unanswered.text();
  switch (unanswered.outcome()) {
    case vendor::Outcome::NoData:
      return Failure{ExitCode::BadData, subject + ": there is nothing in that range" + said};
    case vendor::Outcome::SymbolNotFound:
      return Failure{ExitCode::BadData, "no provider knows '" + subject + "'" +
                                            (is_symbol ? suggestions(subject, desk) : "") + said};
    case vendor::Outcome::BadRequest:
      return Failure{ExitCode::BadUsage, subject + said};
    default:
      break;
  }
  return Failure{ExitCode::Failed, subject + ": no provider answered" + said};
}

double seconds_of(Duration span) { return static_cast<double>(span.ns) * 1e-9; }

std::string span_text(Duration span) {
  const double seconds = seconds_of(span);
  if (seconds < 1.0) return report::grouped(seconds * 1e3, 0) + " ms";
  if (seconds < 120.0) return report::grouped(seconds, 1) + " s";
  if (seconds < 7'200.0) return report::grouped(seconds / 60.0, 0) + " min";
  if (seconds < 172'800.0) return report::grouped(seconds / 3'600.0, 0) + " h";
  return report::grouped(seconds / 86'400.0, 0) + " d";
}

std::string provenance_text(const std::string& source, Duration latency,
                            std::optional<Duration> age) {
  std::string text = "source " + source + ", answered in " + span_text(latency);
  if (age) text += ", " + span_text(*age) + " old";
  return text;
}

void add_said(report::JsonWriter& json, const std::vector<providers::Said>& said) {
  json.begin_array();
  for (const providers::Said& one : said) {
    json.compact(true).begin_object();
    json.member("provider", one.vendor);
    json.member("outcome", to_string(one.refusal.outcome));
    json.member("what", one.refusal.what);
    json.member("requests", one.requests);
    json.end_object().compact(false);
  }
  json.end_array();
}

void add_provenance(report::JsonWriter& json, const std::string& source, Timestamp received_at,
                    Duration latency, std::optional<Duration> age,
                    const std::vector<providers::Said>& said) {
  json.member("source", source);
  json.member("received_at", to_string(received_at));
  json.member("latency_seconds", seconds_of(latency));
  json.member("age_seconds", age ? std::optional{seconds_of(*age)} : std::nullopt);
  json.key("said_before");
  add_said(json, said);
}

std::string symbol_of(const std::string& text) {
  std::string symbol;
  for (const char c : text) {
    const bool is_lower = c >= 'a' && c <= 'z';
    const bool is_plain = is_lower || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!is_plain && std::string_view{".-^=/:_"}.find(c) == std::string_view::npos) {
      throw Failure{ExitCode::BadUsage, "'" + report::harmless(text.substr(0, 40), {}) +
                                            "' is no symbol: write letters, digits and . - ^ = /"};
    }
    symbol += is_lower ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (symbol.empty() || symbol.size() > kSymbolMax) {
    throw Failure{ExitCode::BadUsage, "a symbol has 1 to 32 letters; '" + symbol.substr(0, 40) +
                                          "' has " + std::to_string(symbol.size())};
  }
  return symbol;
}

}  // namespace tw::app
