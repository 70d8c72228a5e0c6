#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/transport.hpp"
#include "net/websocket_client.hpp"
#include "providers/all.hpp"
#include "report/json_writer.hpp"
#include "verb.hpp"

namespace tw::app {

/// What verbs that ask vendors have in common.
struct MarketFlags {
  std::string home;
  std::string config;
  std::string provider = "auto";
  std::string json;

  bool is_json_on_stdout() const { return json == "-"; }
  providers::Choice choice() const {
    return {.provider = provider == "auto" ? "" : provider, .deadline = {}};
  }
};

/// Adds `--home`, `--config` and `--json`, and `--provider` where `asks` says so.
void add_market_options(Verb verb, MarketFlags& flags, bool asks = true);

/// The settings of this installation, and where they come from.
struct FoundSettings {
  std::string file;  ///< Empty: there is none, and the defaults count.
  providers::Settings settings;
};

/// Returns the first of `config`, TRADEWIND_CONFIG, ./tradewind.toml and HOME/tradewind.toml, with
/// the environment over it. Errors: throws Failure; all lines of what is wrong with the file.
FoundSettings find_settings(const std::string& config, const std::string& home,
                            const providers::Environment& environment);
/// Errors: throws Failure of BadUsage.
providers::Environment environment_of(const std::string& home);

/// The vendors of this installation behind one router, with real sockets, clock and files.
class MarketDesk {
 public:
  /// Errors: throws Failure: settings, keys, an unknown `--provider` or one without its key.
  explicit MarketDesk(const MarketFlags& flags);
  ~MarketDesk();
  MarketDesk(const MarketDesk&) = delete;
  MarketDesk& operator=(const MarketDesk&) = delete;

  providers::Router& router() { return *router_; }
  const std::string& home() const { return home_; }
  /// Ends what is asked of vendors, so that whoever waits for them returns at once.
  void end();
  /// Returns how WebSockets are opened by the same settings.
  net::WebSocketClientTerms socket_terms() const { return socket_terms_; }
  /// Returns the member of that name. Errors: throws Failure with the nearest name.
  const providers::Member& member(const std::string& name);

 private:
  std::string home_;
  net::WebSocketClientTerms socket_terms_;
  std::unique_ptr<net::HttpClient> client_;
  std::unique_ptr<net::HttpTransport> transport_;
  std::unique_ptr<providers::Records> records_;
  std::unique_ptr<providers::Router> router_;
};

/// Returns "; did you mean 'AAPL', 'APLE' (Apple Hospitality)?" of a symbol that nobody knows: up
/// to three of the nearest that are stored, then of what a vendor's search finds; or nothing.
std::string suggestions(const std::string& symbol, MarketDesk& desk);

/// Returns how a verb ends that no provider answered.
///
/// `subject` begins the line: "AAPL". Where it is a symbol that nobody knows, some are suggested.
Failure failure_of(const providers::Unanswered& unanswered, const std::string& subject,
                   MarketDesk& desk, bool is_symbol = true);

/// Returns the answer, or throws how the verb ends.
template <class T>
providers::Sourced<T> or_fail(providers::Routed<T> answer, const std::string& subject,
                              MarketDesk& desk, bool is_symbol = true) {
  if (!answer) throw failure_of(answer.error(), subject, desk, is_symbol);
  return std::move(*answer);
}

/// Writes source, latency, age and what was said before, as members of the open object.
void add_provenance(report::JsonWriter& json, const std::string& source, Timestamp received_at,
                    Duration latency, std::optional<Duration> age,
                    const std::vector<providers::Said>& said);
template <class T>
void add_provenance(report::JsonWriter& json, const providers::Sourced<T>& answer) {
  add_provenance(json, answer.source, answer.received_at, answer.latency, answer.age, answer.said);
}
void add_said(report::JsonWriter& json, const std::vector<providers::Said>& said);

/// Returns "source yahoo, 0.31 s" and the age where there is one, for a line below a table.
std::string provenance_text(const std::string& source, Duration latency,
                            std::optional<Duration> age);
template <class T>
std::string provenance_text(const providers::Sourced<T>& answer) {
  return provenance_text(answer.source, answer.latency, answer.age);
}

/// Returns "0.31 s", "4 min", "3 h", "12 d".
std::string span_text(Duration span);
double seconds_of(Duration span);

/// Returns a symbol as a user may write it: upper case, at most 32 of letters, digits and ".-^=/".
/// Errors: throws Failure of BadUsage.
std::string symbol_of(const std::string& text);

}  // namespace tw::app
