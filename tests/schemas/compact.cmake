# Translates form.rng to the compact notation and compares it with form.rnc.
execute_process(COMMAND ${TRANG} ${SCHEMAS}/form.rng ${OUT}/form.rnc RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "trang does not take form.rng")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files --ignore-eol ${OUT}/form.rnc ${SCHEMAS}/form.rnc RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "form.rnc is not form.rng: trang schemas/form.rng schemas/form.rnc")
endif()
