#include "live/event_publisher.hpp"

#include <utility>

#include "core/decimal.hpp"
#include "core/json_text.hpp"
#include "formats/journal_text.hpp"

namespace tw::live {
namespace {

/// Appends ,"name":"text".
void add_text(std::string& json, std::string_view name, std::string_view text) {
  json += ",\"";
  json += name;
  json += "\":";
  append_json_text(json, text);
}

struct Shown {
  std::string_view kind;
  std::string text;
};

Shown shown(const LiveEvent& event, const std::vector<formats::JournalInstrument>& instruments) {
  if (const auto* report = std::get_if<OrderEvent>(&event.event)) {
    return {"order", formats::describe(Stamped{event.stamp, *report}, instruments)};
  }
  if (const auto* control = std::get_if<Control>(&event.event)) {
    return {"control", formats::describe(Stamped{event.stamp, *control}, instruments)};
  }
  if (const auto* command = std::get_if<formats::RecordedCommand>(&event.event)) {
    return {"command", formats::describe(*command, instruments)};
  }
  const auto& mark = std::get<AccountMark>(event.event);
  return {"account", "equity " + to_string(mark.equity) + " cash " + to_string(mark.cash) +
                         " realised " + to_string(mark.realised)};
}

}  // namespace

std::string live_event_json(const std::string& session, const LiveEvent& event,
                            const std::vector<formats::JournalInstrument>& instruments) {
  const Shown what = shown(event, instruments);
  std::string json = "{\"session\":";
  append_json_text(json, session);
  add_text(json, "at", to_string(event.stamp.at));
  json += ",\"sequence\":" + std::to_string(event.stamp.sequence);
  add_text(json, "kind", what.kind);
  add_text(json, "text", what.text);
  if (const auto* mark = std::get_if<AccountMark>(&event.event)) {
    json += ",\"equity\":" + to_string(mark->equity) + ",\"cash\":" + to_string(mark->cash) +
            ",\"realised\":" + to_string(mark->realised);
  }
  return json + "}";
}

EventPublisher::EventPublisher(EventTap& tap, std::string session,
                               std::vector<formats::JournalInstrument> instruments, Publish publish)
    : tap_{tap},
      thread_{[&tap, session = std::move(session), instruments = std::move(instruments),
               publish = std::move(publish)] {
        Ring<LiveEvent>& ring = tap.ring();
        while (!ring.is_drained()) {
          const auto heard = tap.bell().heard();
          if (const LiveEvent* event = ring.front()) {
            publish(live_event_json(session, *event, instruments));
            ring.pop();
          } else if (!ring.is_drained()) {
            tap.bell().wait(heard);
          }
        }
      }} {}

EventPublisher::~EventPublisher() {
  tap_.ring().close();
  thread_.join();
}

}  // namespace tw::live
