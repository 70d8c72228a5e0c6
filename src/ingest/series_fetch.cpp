#include "ingest/series_fetch.hpp"

#include <algorithm>
#include <utility>

#include "ingest/fetch_plan.hpp"
#include "market/inference.hpp"
#include "market/label_range.hpp"
#include "market/session_calendar.hpp"

namespace tw::ingest {
namespace {

using store::Stretch;
using vendor::Outcome;

// A vendor may be late with its newest bars: what it left out within this time is asked for again.
constexpr Duration kSettled = Duration::days(4);
constexpr std::size_t kCalendarRows = 5;  // Fewer do not show which days are kept.
constexpr std::size_t kZoneMax = 64;

std::unexpected<FetchError> failed(FetchError::Kind kind, std::string message) {
  return std::unexpected{FetchError{kind, std::move(message)}};
}

std::unexpected<FetchError> failed(const store::StoreError& error) {
  const bool is_usage = error.kind == store::StoreError::Kind::Refused;
  return failed(is_usage ? FetchError::Kind::Usage : FetchError::Kind::Failed, error.message);
}

FetchError::Kind kind_of(Outcome outcome) {
  if (outcome == Outcome::SymbolNotFound) return FetchError::Kind::Unknown;
  return outcome == Outcome::BadRequest || outcome == Outcome::Auth ||
                 outcome == Outcome::Entitlement
             ? FetchError::Kind::Usage
             : FetchError::Kind::Failed;
}

std::string last_label_text(Timestamp until, Timeframe timeframe) {
  return label_text(until - Duration{1}, timeframe);
}

bool same_columns(const BarSeries& a, const BarSeries& b) {
  return std::ranges::equal(a.start, b.start) && std::ranges::equal(a.end, b.end) &&
         std::ranges::equal(a.session, b.session) && std::ranges::equal(a.open, b.open) &&
         std::ranges::equal(a.high, b.high) && std::ranges::equal(a.low, b.low) &&
         std::ranges::equal(a.close, b.close) && std::ranges::equal(a.volume, b.volume) &&
         std::ranges::equal(a.adjusted_close, b.adjusted_close);
}

/// Words of a vendor that are kept in the footer's lines.
std::string one_word(std::string_view text) {
  std::string word{text.substr(0, kZoneMax)};
  std::erase_if(word, [](char c) { return static_cast<unsigned char>(c) < ' '; });
  return word;
}

}  // namespace

SeriesFetch::SeriesFetch(const std::string& home, const FetchRequest& request,
                         const HistorySource& source, const FetchWatch& watch)
    : home_{home},
      request_{request},
      source_{source},
      watch_{watch},
      key_{request.symbol, request.timeframe, source.facts.name},
      next_{request.symbol, request.timeframe, source.facts.name + "@next"},
      span_{question_span(source.facts, request.timeframe)},
      store_{home},
      calendar_{request.calendar} {
  step_.source = source.facts.name;
}

std::expected<std::optional<store::MappedBars>, FetchError> SeriesFetch::stored(
    const store::BarKey& key) {
  auto bars = store_.find(key);
  if (!bars) return failed(bars.error());
  return std::move(*bars);
}

store::Stretch SeriesFetch::clamped(Stretch wanted) {
  // Nothing is known of tomorrow.
  wanted.until = std::min(wanted.until, (Date::of(request_.now) + 1).midnight());
  const vendor::VendorFacts& facts = source_.facts;
  const auto reach = vendor::short_of(facts, request_.timeframe, wanted.from, request_.now);
  if (!reach) return wanted;
  wanted.from = vendor::history_reach(facts, request_.timeframe, request_.now)->midnight();
  const std::string note = *reach + ", so the range begins there";
  // Asked again on the way.
  if (std::ranges::find(fetched_.notes, note) == fetched_.notes.end()) {
    fetched_.notes.push_back(note);
  }
  return wanted;
}

std::expected<FetchedSeries, FetchError> SeriesFetch::result() {
  const Stretch wanted = clamped(request_.wanted);
  if (wanted.empty()) {
    const auto reach = vendor::short_of(source_.facts, request_.timeframe,
                                        request_.wanted.until - Duration{1}, request_.now);
    return failed(FetchError::Kind::NoBars,
                  "no bars of '" + request_.symbol + "' can be asked for: " +
                      (reach ? *reach + "; choose a later --to, a longer --timeframe or another "
                                        "--provider"
                             : "the range lies in the future; choose an earlier --from"));
  }
  const auto before = stored(key_);
  if (!before) return std::unexpected{before.error()};
  if (!calendar_ && *before) calendar_ = (*before)->calendar();
  const auto begun = stored(next_);
  if (!begun) return std::unexpected{begun.error()};
  if (begun->has_value() || (request_.again && before->has_value())) {
    if (const auto renewed = renew(); !renewed) return std::unexpected{renewed.error()};
  }
  const Filled filled = fill(key_, wanted);
  if (!filled) return std::unexpected{filled.error()};
  if (*filled == End::Restated) {
    if (const auto renewed = renew(); !renewed) return std::unexpected{renewed.error()};
  }
  return described();
}

SeriesFetch::Filled SeriesFetch::fill(const store::BarKey& key, Stretch wanted) {
  std::vector<Stretch> questions;
  {
    const auto bars = stored(key);
    if (!bars) return std::unexpected{bars.error()};
    const BarSeries series =
        *bars ? (*bars)->series({}) : BarSeries{.timeframe = request_.timeframe};
    const store::Coverage asked = *bars ? (*bars)->provenance().asked : store::Coverage{};
    // What cannot be final yet is not missing.
    Stretch final = wanted;
    if (calendar_) {
      final.until =
          std::min(final.until, final_until(request_.timeframe, *calendar_, request_.now));
    }
    for (const Stretch& part : missing_parts(final, series, asked)) {
      for (const Stretch& question : questions_of(part, span_)) questions.push_back(question);
    }
  }
  const Filled first = ask_all(key, questions, false);
  if (!first || *first == End::Restated) return first;
  const auto bars = stored(key);
  if (!bars) return std::unexpected{bars.error()};
  if (!*bars) return End::Complete;
  const auto gaps = gaps_of(wanted, (*bars)->series({}), SessionCalendar::of((*bars)->calendar()),
                            (*bars)->provenance());
  return ask_all(key, gap_questions(gaps, span_), true);
}

SeriesFetch::Filled SeriesFetch::ask_all(const store::BarKey& key,
                                         const std::vector<Stretch>& questions, bool is_second) {
  step_.total += questions.size();
  for (const Stretch& question : questions) {
    const Filled end = ask(key, question, is_second);
    if (!end || *end == End::Restated) return end;
    step_.done += 1;
    if (watch_ && !watch_(step_)) {
      return failed(FetchError::Kind::Stopped,
                    "stopped; what came in is kept, and the same command goes on from there");
    }
  }
  return End::Complete;
}

SeriesFetch::Filled SeriesFetch::ask(const store::BarKey& key, Stretch question, bool is_second) {
  const auto known = stored(key);
  if (!known) return std::unexpected{known.error()};
  PriceBasis basis = request_.basis;
  if (basis == PriceBasis::Unknown && *known) basis = (*known)->provenance().basis;
  fetched_.questions += 1;
  auto answer = source_.ask({.symbol = request_.symbol,
                             .timeframe = request_.timeframe,
                             .from = question.from,
                             .to = question.until - Duration{1},
                             .with_extended_hours = false,
                             .basis = basis});
  if (!answer && answer.error().outcome == Outcome::NoData) {
    return take(key, question, vendor::History{.timeframe = request_.timeframe}, is_second);
  }
  if (!answer) {
    was_refused_ = true;
    return failed(kind_of(answer.error().outcome), source_.facts.name + ": " + answer.error().what);
  }
  return take(key, question, *answer, is_second);
}

SeriesFetch::Filled SeriesFetch::take(const store::BarKey& key, Stretch question,
                                      const vendor::History& history, bool is_second) {
  if (history.timeframe != request_.timeframe) {
    was_refused_ = true;
    return failed(FetchError::Kind::Failed, source_.facts.name + ": was asked for " +
                                                to_string(request_.timeframe) + " bars and sent " +
                                                to_string(history.timeframe));
  }
  if (!calendar_ && !history.rows.empty()) {
    std::vector<std::int64_t> starts;
    starts.reserve(history.rows.size());
    for (const vendor::HistoryRow& row : history.rows) starts.push_back(row.label.unix_ns);
    calendar_ = starts.size() < kCalendarRows ? CalendarKind::Nyse
                                              : likely_calendar(starts, request_.timeframe);
  }
  const CalendarKind calendar = calendar_.value_or(CalendarKind::Nyse);
  PlacedHistory bars = placed(history, question, calendar, request_.now);
  const BarSeries told = bars.table.view({});
  auto known = stored(key);
  if (!known) return std::unexpected{known.error()};
  if (*known) {
    const Restatement restated = compare_vintages((*known)->series({}), told);
    if (restated.is_rescaled()) return End::Restated;
  }
  const Timestamp settled = request_.now - kSettled;
  const Timestamp last = told.empty()
                             ? question.from
                             : next_label(label_of(told, told.size() - 1), request_.timeframe);
  store::Provenance said = std::exchange(pending_, {});
  // An answer without a bar says nothing about the prices.
  if (!history.rows.empty()) {
    said.basis = history.basis;
    said.currency = history.currency.view();
    said.zone = one_word(history.zone);
  }
  said.as_of = Date::of(request_.now);
  said.asked.add({question.from,
                  std::min({question.until, final_until(request_.timeframe, calendar, request_.now),
                            std::max(last, settled)})});
  fetched_.actions.insert(fetched_.actions.end(), history.actions.begin(), history.actions.end());
  if (!bars.set_aside.empty()) {
    if (const auto kept = keep_set_aside(std::move(bars.set_aside)); !kept) {
      return std::unexpected{kept.error()};
    }
  }
  auto tally = store_.put(key, calendar, told, said);
  if (!tally) return failed(tally.error());
  count(*tally);
  if (told.empty() && !*known) pending_ = std::move(said);
  if (!is_second) return End::Complete;
  // What is still missing is confirmed to be.
  known = stored(key);
  if (!known) return std::unexpected{known.error()};
  if (!*known) return End::Complete;
  store::Provenance confirmed;
  for (const Stretch& gap : gaps_of(question, (*known)->series({}), SessionCalendar::of(calendar),
                                    (*known)->provenance())) {
    confirmed.confirmed_empty.add(gap);
  }
  tally = store_.put(key, calendar, BarSeries{.timeframe = request_.timeframe}, confirmed);
  if (!tally) return failed(tally.error());
  return End::Complete;
}

void SeriesFetch::count(const store::MergeTally& tally) {
  fetched_.merge.added += tally.added;
  fetched_.merge.unchanged += tally.unchanged;
  fetched_.merge.changed += tally.changed;
}

std::expected<void, FetchError> SeriesFetch::keep_set_aside(std::vector<QuarantinedBar> rows) {
  auto all = quarantined_bars(home_, request_.symbol, request_.timeframe);
  if (!all) return failed(FetchError::Kind::Failed, all.error().message);
  for (QuarantinedBar& row : rows) {
    row.source = key_.source;
    const auto same = [&](const QuarantinedBar& one) {
      return one.at == row.at && one.source == row.source && one.reason == row.reason;
    };
    if (std::ranges::any_of(*all, same)) continue;
    fetched_.set_aside += 1;
    all->push_back(std::move(row));
  }
  auto kept = keep_quarantined(home_, request_.symbol, request_.timeframe, std::move(*all));
  if (!kept) return failed(FetchError::Kind::Failed, kept.error().message);
  return {};
}

std::expected<void, FetchError> SeriesFetch::renew() {
  const auto before = stored(key_);
  if (!before) return std::unexpected{before.error()};
  Stretch all = clamped(request_.wanted);
  if (*before) {
    const auto asked = (*before)->provenance().asked.stretches();
    if (!asked.empty()) {
      all = {std::min(all.from, asked.front().from), std::max(all.until, asked.back().until)};
    }
    all = clamped(all);
    const auto begun = stored(next_);
    if (!begun) return std::unexpected{begun.error()};
    const bool is_in_place = *begun && same_columns((*begun)->series({}), (*before)->series({})) &&
                             (*begun)->provenance() == (*before)->provenance();
    if (is_in_place) {
      // Killed between the last two steps: one is left.
      const auto removed = store_.remove(next_);
      if (!removed) return failed(removed.error());
      return {};
    }
  }
  const Filled filled = fill(next_, all);
  if (!filled) return std::unexpected{filled.error()};
  if (*filled == End::Restated) {
    if (const auto removed = store_.remove(next_); !removed) return failed(removed.error());
    return failed(FetchError::Kind::Failed,
                  source_.facts.name + " changed the history of '" + request_.symbol +
                      "' while it was being fetched: run the same command again");
  }
  const auto next = stored(next_);
  if (!next) return std::unexpected{next.error()};
  if (!*next) return {};
  return put_in_place(**next);
}

std::expected<void, FetchError> SeriesFetch::keep_vintage(const store::MappedBars& old) {
  const Date as_of = old.provenance().as_of.value_or(Date::of(request_.now));
  store::BarKey vintage = key_;
  vintage.source = store::vintage_of(key_.source, as_of);
  for (int number = 2;; ++number) {
    const auto there = stored(vintage);
    if (!there) return std::unexpected{there.error()};
    const bool is_this = *there && same_columns((*there)->series({}), old.series({}));
    if (!*there || is_this) break;
    vintage.source = store::vintage_of(key_.source, as_of) + '.' + std::to_string(number);
  }
  const auto kept = store_.replace(vintage, old.calendar(), old.series({}), old.provenance());
  if (!kept) return failed(kept.error());
  fetched_.earlier_vintage = vintage.source;
  return {};
}

std::expected<void, FetchError> SeriesFetch::put_in_place(const store::MappedBars& next) {
  const auto before = stored(key_);
  if (!before) return std::unexpected{before.error()};
  if (*before) {
    const Restatement restated = compare_vintages((*before)->series({}), next.series({}));
    // Adjusted closes alone follow from the prices and the dividends at any time.
    if (restated.prices_rescaled || restated.corrected > 0) {
      if (const auto kept = keep_vintage(**before); !kept) return kept;
    }
  }
  const auto replaced = store_.replace(key_, next.calendar(), next.series({}), next.provenance());
  if (!replaced) return failed(replaced.error());
  const auto removed = store_.remove(next_);
  if (!removed) return failed(removed.error());
  return {};
}

FetchError SeriesFetch::nothing_found() {
  const Timeframe timeframe = request_.timeframe;
  const Stretch wanted = clamped(request_.wanted);
  std::string message = source_.facts.name + " has no " + to_string(timeframe) + " bars of '" +
                        request_.symbol + "' from " + label_text(wanted.from, timeframe) + " to " +
                        last_label_text(wanted.until, timeframe);
  // One more question tells whether the symbol was listed later.
  Stretch later{wanted.until,
                final_until(timeframe, calendar_.value_or(CalendarKind::Nyse), request_.now)};
  if (!later.empty()) {
    const auto questions = questions_of(later, span_);
    const Stretch first = questions.front();
    const auto answer = source_.ask({.symbol = request_.symbol,
                                     .timeframe = timeframe,
                                     .from = first.from,
                                     .to = first.until - Duration{1},
                                     .with_extended_hours = false,
                                     .basis = request_.basis});
    if (answer && !answer->rows.empty()) {
      message += "; its first after that is of " +
                 label_text(answer->rows.front().label, timeframe) +
                 ": choose a --to that is not before it";
      return {FetchError::Kind::NoBars, std::move(message)};
    }
  }
  message += ": choose another range, or another --provider";
  return {FetchError::Kind::NoBars, std::move(message)};
}

std::expected<FetchedSeries, FetchError> SeriesFetch::described() {
  const auto bars = stored(key_);
  if (!bars) return std::unexpected{bars.error()};
  if (!*bars || (*bars)->size() == 0) return std::unexpected{nothing_found()};
  const BarSeries series = (*bars)->series({});
  fetched_.key = key_;
  fetched_.calendar = (*bars)->calendar();
  fetched_.rows = series.size();
  fetched_.first = label_text(series, 0);
  fetched_.last = label_text(series, series.size() - 1);
  fetched_.provenance = (*bars)->provenance();
  fetched_.stored_at = store_.path_of(key_);
  const Stretch wanted = clamped(request_.wanted);
  const Date first = Date{series.session[0]};
  const SessionCalendar& calendar = SessionCalendar::of(fetched_.calendar);
  const bool begins_later = wanted.from < label_of(series, 0) &&
                            calendar.sessions_between(Date::of(wanted.from), first - 1) > 0;
  if (begins_later && fetched_.questions > 0) {
    fetched_.notes.push_back(source_.facts.name + " has nothing before " + fetched_.first);
  }
  if (fetched_.set_aside > 0) {
    fetched_.warnings.push_back(std::to_string(fetched_.set_aside) +
                                " rows cannot be bars and are in quarantine");
  }
  if (fetched_.merge.changed > 0 && fetched_.earlier_vintage.empty()) {
    fetched_.warnings.push_back(std::to_string(fetched_.merge.changed) +
                                " bars were corrected by the source");
  }
  if (!fetched_.earlier_vintage.empty()) {
    fetched_.warnings.push_back(
        "the source has restated its history: all of it was fetched anew, "
        "and the old one is kept as source '" +
        fetched_.earlier_vintage + "'");
  }
  return std::move(fetched_);
}

}  // namespace tw::ingest
