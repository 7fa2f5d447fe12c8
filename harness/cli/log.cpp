#include "log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace clino::cli {
namespace {

spdlog::level::level_enum threshold(Verbosity verbosity) {
  switch (verbosity) {
    case Verbosity::quiet: return spdlog::level::err;
    case Verbosity::normal: return spdlog::level::warn;
    case Verbosity::findings: return spdlog::level::info;
    case Verbosity::all: return spdlog::level::debug;
  }
  return spdlog::level::warn;
}

}  // namespace

void open_log(Verbosity verbosity, bool color) {
  // spdlog's default logger writes to stdout, which carries results only.
  auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_mt>(color ? spdlog::color_mode::always
                                                                          : spdlog::color_mode::never);
  auto logger = std::make_shared<spdlog::logger>("clino", std::move(sink));
  logger->set_pattern("clino: %^%l%$: %v");
  logger->set_level(threshold(verbosity));
  logger->flush_on(spdlog::level::trace);
  spdlog::set_default_logger(std::move(logger));
}

void log_error(std::string_view text) { spdlog::error("{}", text); }
void log_warning(std::string_view text) { spdlog::warn("{}", text); }
void log_finding(std::string_view text) { spdlog::info("{}", text); }
void log_detail(std::string_view text) { spdlog::debug("{}", text); }

}  // namespace clino::cli
