package io.salesledger.queryapi.rest;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Says in OpenAPI how every path can answer besides with what was asked for. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class OpenApiAnswers implements OASFilter {
  @Override
  public Operation filterOperation(Operation operation) {
    List<Parameter> parameters =
        operation.getParameters() == null ? List.of() : operation.getParameters();
    if (parameters.stream().anyMatch(one -> "If-None-Match".equals(one.getName()))) {
      add(operation, "304", OASFactory.createAPIResponse().description("as the asker has it"));
    }
    if (parameters.stream().anyMatch(one -> one.getIn() == Parameter.In.QUERY)) {
      add(operation, "400", problem("a parameter is not right"));
    }
    if (parameters.stream().anyMatch(one -> one.getIn() == Parameter.In.PATH)) {
      add(operation, "404", problem("nothing was ever sold of it"));
    }
    add(operation, "500", problem("a view was changed from outside"));
    add(operation, "503", problem("Redis is away, or too much is asked at once"));
    return operation;
  }

  @Override
  public void filterOpenAPI(OpenAPI api) {
    Map<String, Schema> fields = new TreeMap<>();
    for (String field : List.of("type", "title", "detail")) {
      fields.put(field, OASFactory.createSchema().addType(Schema.SchemaType.STRING));
    }
    fields.put("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER));
    api.getComponents()
        .addSchema(
            "Problem",
            OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .required(List.copyOf(fields.keySet()))
                .properties(fields));
  }

  private static void add(Operation operation, String status, APIResponse answer) {
    operation.getResponses().addAPIResponse(status, answer);
  }

  private static APIResponse problem(String description) {
    return OASFactory.createAPIResponse()
        .description(description)
        .content(
            OASFactory.createContent()
                .addMediaType(
                    Problem.MEDIA_TYPE,
                    OASFactory.createMediaType()
                        .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"))));
  }
}
