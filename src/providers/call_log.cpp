#include "providers/call_log.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace tw::providers {

CallLog::CallLog(Open open, Options options, OnClose on_close)
    : open_{std::move(open)}, options_{options}, on_close_{std::move(on_close)} {}

CallLog::~CallLog() {
  const Status went = close();
  if (on_close_) on_close_(went);
}

void CallLog::record(store::ProviderCall call) {
  call.id = ids_.next(call.at);
  const std::scoped_lock lock{mutex_};
  if (queue_.size() >= options_.queue_max) {
    status_.dropped += 1;
    return;
  }
  queue_.push_back(std::move(call));
  if (!thread_.joinable()) {
    thread_ = std::jthread{[this](const std::stop_token& stop) { work(stop); }};
  }
  changed_.notify_one();
}

CallLog::Status CallLog::close() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  return status();
}

CallLog::Status CallLog::status() const {
  const std::scoped_lock lock{mutex_};
  return status_;
}

void CallLog::work(const std::stop_token& stop) {
  bool is_fine = true;
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, stop, [&] { return !queue_.empty(); });
      changed_.wait_for(lock, stop, is_fine ? options_.gather : options_.retry,
                        [&] { return is_fine && queue_.size() >= options_.batch; });
    }
    if (!stop.stop_requested()) is_fine = write_batch();
  }
  while (write_batch()) {
    const std::scoped_lock lock{mutex_};
    if (queue_.empty()) return;
  }
  const std::scoped_lock lock{mutex_};
  status_.dropped += queue_.size();
  queue_.clear();
}

bool CallLog::write_batch() {
  std::vector<store::ProviderCall> batch;
  {
    const std::scoped_lock lock{mutex_};
    const std::size_t count = std::min(queue_.size(), options_.batch);
    batch.assign(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
  }
  if (batch.empty()) return true;
  std::optional<std::string> trouble;
  if (!database_ || database_->is_lost()) {
    auto opened = open_();
    if (opened) {
      database_ = std::move(*opened);
    } else {
      trouble = opened.error().message;
    }
  }
  if (!trouble) {
    if (const auto saved = store::save_calls(*database_, batch); !saved) {
      trouble = saved.error().message;
      database_.reset();
    }
  }
  const std::scoped_lock lock{mutex_};
  status_.trouble = trouble;
  if (trouble) return false;
  // Only this thread takes from the front.
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(batch.size()));
  status_.written += batch.size();
  return true;
}

}  // namespace tw::providers
