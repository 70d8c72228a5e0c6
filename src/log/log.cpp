#include "log/log.hpp"

#include <chrono>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "log/line.hpp"

namespace tw::log {
namespace {

Timestamp now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()};
}

/// Settings and where they lead. Lines are ours whole: spdlog carries them and turns files over.
struct Output {
  Settings settings;
  std::shared_ptr<spdlog::sinks::sink> sink;
};

std::shared_ptr<spdlog::sinks::sink> plain(std::shared_ptr<spdlog::sinks::sink> sink) {
  sink->set_pattern("%v");
  return sink;
}

Output to_standard_error(const Settings& settings) {
  return {.settings = settings, .sink = plain(std::make_shared<spdlog::sinks::stderr_sink_mt>())};
}

/// The one place that lines go to: a process has one log.
struct Current {
  std::shared_mutex mutex;
  Output output = to_standard_error({});
};

Current& current() {
  static Current the_one;
  return the_one;
}

}  // namespace

std::expected<void, std::string> start(const Settings& settings) {
  Output output;
  try {
    output = settings.file.empty()
                 ? to_standard_error(settings)
                 : Output{.settings = settings,
                          .sink = plain(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
                              settings.file, settings.file_bytes_max, settings.files_max))};
  } catch (const spdlog::spdlog_ex& refused) {
    return std::unexpected{"cannot write the log '" + settings.file + "': " + refused.what()};
  }
  const std::unique_lock lock{current().mutex};
  current().output = std::move(output);
  return {};
}

void stop() {
  const std::unique_lock lock{current().mutex};
  current().output.sink->flush();
  current().output = to_standard_error({});
}

bool is_on(std::string_view module, Level level) {
  const std::shared_lock lock{current().mutex};
  return level >= current().output.settings.levels.of(module) && level != Level::Off;
}

void write(Level level, std::string_view module, std::string_view text,
           std::initializer_list<Field> fields) {
  const std::shared_lock lock{current().mutex};
  const Output& output = current().output;
  if (level < output.settings.levels.of(module) || level == Level::Off) return;
  const Line line{.at = now(),
                  .level = level,
                  .module = module,
                  .text = text,
                  .fields = {fields.begin(), fields.size()}};
  const std::string written = output.settings.is_json ? json_line(line) : human_line(line);
  try {
    output.sink->log({spdlog::source_loc{}, "", spdlog::level::info, written});
    if (level >= Level::Warning) output.sink->flush();
  } catch (const spdlog::spdlog_ex&) {
    // A disk that is full must not stop who only wanted to say something.
    return;
  }
}

}  // namespace tw::log
